"""Average linkage: what joins, what stays apart, and that order is no matter."""

from collections.abc import Mapping, Sequence
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.method.matching.clustering import average_linkage
from transforms.method.matching.partition import partition

MERGE = 4.25
PAIRS = [(a, b) for a in range(6) for b in range(a + 1, 6)]
pair_rows = st.dictionaries(
    st.sampled_from(PAIRS),
    st.tuples(st.integers(-15, 15), st.sampled_from(["model", "model", "veto", "must_link", "cannot_link"])),
)


Pair = tuple[int, int]
Pairs = Sequence[Pair]
Ruled = dict[Pair, tuple[int, str]]


def frame(rows: Mapping[Pair, tuple[float, str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(a, b, float(weight), rule) for (a, b), (weight, rule) in rows.items()],
        schema={"record_l": pl.Int64, "record_r": pl.Int64, "match_weight": pl.Float64, "rule": pl.String},
        orient="row",
    )


def linked(
    weights: dict[Pair, float], together: Pairs = (), apart: Pairs = (), vetoed: Pairs = (), judged: Pairs = ()
) -> list[list[int]]:
    return average_linkage(range(4), weights, together, apart, vetoed, MERGE, judged)


CHAIN = {(0, 1): 12.0, (1, 2): 12.0, (0, 2): -9.0, (0, 3): -9.0, (1, 3): -9.0, (2, 3): -9.0}


@pytest.mark.parametrize(
    ("weights", "stated", "expected"),
    [
        pytest.param({(0, 1): 4.3}, {}, [[0, 1], [2], [3]], id="a pair above the merge weight joins"),
        pytest.param({(0, 1): 4.2}, {}, [[0], [1], [2], [3]], id="a pair below it does not"),
        pytest.param(CHAIN | {(0, 2): -30.0, (1, 2): 8.0}, {}, [[0, 1], [2], [3]], id="lookalikes do not chain people"),
        pytest.param(CHAIN, {}, [[0, 1, 2], [3]], id="one odd pair does not part a person"),
        pytest.param({}, {"together": [(2, 3)]}, [[0], [1], [2, 3]], id="a stated link needs no evidence"),
        pytest.param({(0, 1): 12.0}, {"apart": [(0, 1)]}, [[0], [1], [2], [3]], id="a stated separation needs none"),
        pytest.param(CHAIN, {"apart": [(0, 2)]}, [[0, 1], [2], [3]], id="a separation holds between whole clusters"),
        pytest.param({}, {"together": [(0, 1), (1, 2)], "apart": [(0, 2)]}, [[0, 1], [2], [3]], id="links yield"),
        pytest.param(
            {(0, 1): 12.0, (2, 3): 12.0}, {"judged": [(1, 2)]}, [[0, 1, 2, 3]], id="a judgement joins whole customers"
        ),
        pytest.param(
            {(0, 1): 12.0, (2, 3): 12.0}, {"judged": [(1, 2)], "apart": [(0, 3)]}, [[0, 1], [2, 3]],
            id="a judgement yields to another between the same customers",
        ),
        pytest.param({(0, 1): 12.0}, {"vetoed": [(0, 1)]}, [[0], [1], [2], [3]], id="a vetoed pair does not join"),
    ],
)  # fmt: skip
def test_clusters(weights: dict[Pair, float], stated: dict[str, list[Pair]], expected: list[list[int]]) -> None:
    assert linked(weights, **stated) == expected


@settings(deadline=None)
@given(pair_rows, st.randoms(use_true_random=False))
def test_the_order_of_pairs_never_changes_clusters(rows: Ruled, random: Random) -> None:
    shuffled = list(rows.items())
    random.shuffle(shuffled)
    assert partition(6, frame(dict(shuffled)), 0.95).equals(partition(6, frame(rows), 0.95))


@settings(deadline=None)
@given(pair_rows)
def test_every_record_is_in_one_cluster_named_by_its_smallest_record(rows: Ruled) -> None:
    found = partition(6, frame(rows), 0.95).to_list()
    assert len(found) == 6
    assert all(cluster <= record and found[cluster] == cluster for record, cluster in enumerate(found))


@settings(deadline=None)
@given(pair_rows)
def test_stated_separations_hold_and_lone_links_too(rows: Ruled) -> None:
    found = partition(6, frame(rows), 0.95).to_list()
    rules = {pair: rule for pair, (_, rule) in rows.items()}
    assert all(found[a] != found[b] for (a, b), rule in rules.items() if rule == "cannot_link")
    if "cannot_link" not in rules.values():
        assert all(found[a] == found[b] for (a, b), rule in rules.items() if rule == "must_link")


@settings(deadline=None)
@given(pair_rows, st.permutations(range(6)))
def test_clusters_do_not_depend_on_which_numbers_records_bear(rows: Ruled, names: list[int]) -> None:
    # Weights within the bounds and all different, so that no tie is broken by number.
    distinct = {
        pair: (weight * 0.6 + position / 100, rule) for position, (pair, (weight, rule)) in enumerate(rows.items())
    }
    renamed = {
        (min(names[a], names[b]), max(names[a], names[b])): value
        for (a, b), value in distinct.items()
        if value[1] in ("model", "veto")
    }
    own = {pair: value for pair, value in distinct.items() if value[1] in ("model", "veto")}
    here, there = partition(6, frame(own), 0.95).to_list(), partition(6, frame(renamed), 0.95).to_list()
    if not any(rule == "veto" for _, rule in own.values()):
        assert all((here[a] == here[b]) == (there[names[a]] == there[names[b]]) for a, b in PAIRS)
