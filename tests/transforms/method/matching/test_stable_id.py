"""Customer ids: minted once, inherited, taken up again."""

from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.method.matching.stable_id import assign, minted_id

NO_ALIAS = pl.DataFrame(schema={"alias_id": pl.String})
FIRST_NIGHT = pl.DataFrame(schema={"source": pl.String, "party_key": pl.String, "customer_id": pl.String})

# A partition of a few records: each record's cluster number.
partitions = st.lists(st.integers(0, 4), min_size=1, max_size=9)


def night(clusters: dict[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"source": ["crm"] * len(clusters), "party_key": list(clusters), "cluster": list(clusters.values())},
        schema={"source": pl.String, "party_key": pl.String, "cluster": pl.Int64},
    )


def ids(frame: pl.DataFrame) -> dict[str, str]:
    return dict(frame.select("party_key", "customer_id").iter_rows())


def keyed(clusters: list[int]) -> dict[str, int]:
    return {f"r{position}": cluster for position, cluster in enumerate(clusters)}


def test_an_id_is_minted_from_the_smallest_record_of_its_customer() -> None:
    got = ids(assign(night({"b": 1, "a": 1, "c": 2}), FIRST_NIGHT, NO_ALIAS))
    assert got == {"a": minted_id("crm", "a"), "b": minted_id("crm", "a"), "c": minted_id("crm", "c")}


def test_a_new_record_with_a_smaller_key_takes_the_id_of_the_customer_it_joins() -> None:
    first = assign(night({"b": 1}), FIRST_NIGHT, NO_ALIAS)
    got = ids(assign(night({"a": 7, "b": 7}), first, NO_ALIAS))
    assert got == {"a": minted_id("crm", "b"), "b": minted_id("crm", "b")}


def test_the_larger_part_of_a_split_keeps_the_id_and_the_rest_gets_one_that_nobody_had() -> None:
    first = assign(night({"a": 1, "b": 1, "c": 1}), FIRST_NIGHT, NO_ALIAS)
    got = ids(assign(night({"a": 1, "b": 2, "c": 2}), first, NO_ALIAS))
    assert got["b"] == got["c"] == minted_id("crm", "a")
    assert got["a"] == minted_id("crm", "a", 1)


def test_a_merged_customer_keeps_the_id_of_the_larger_part() -> None:
    first = assign(night({"a": 1, "b": 2, "c": 2}), FIRST_NIGHT, NO_ALIAS)
    got = ids(assign(night({"a": 1, "b": 1, "c": 1}), first, NO_ALIAS))
    assert set(got.values()) == {minted_id("crm", "b")}


def test_a_customer_who_left_and_returns_is_known_again() -> None:
    first = assign(night({"a": 1, "b": 2}), FIRST_NIGHT, NO_ALIAS)
    gone = assign(night({"a": 1}), first, NO_ALIAS)
    assert ids(assign(night({"a": 1, "b": 2}), gone, NO_ALIAS)) == ids(first)


@settings(deadline=None)
@given(partitions)
def test_the_same_clusters_keep_every_id(clusters: list[int]) -> None:
    first = assign(night(keyed(clusters)), FIRST_NIGHT, NO_ALIAS)
    assert ids(assign(night(keyed([c + 10 for c in clusters])), first, NO_ALIAS)) == ids(first)


@settings(deadline=None)
@given(partitions, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(clusters: list[int], random: Random) -> None:
    rows = list(keyed(clusters).items())
    random.shuffle(rows)
    first = assign(night(dict(rows)), FIRST_NIGHT, NO_ALIAS)
    assert first.equals(assign(night(keyed(clusters)), FIRST_NIGHT, NO_ALIAS))


@settings(max_examples=200, deadline=None)
@given(partitions, partitions)
def test_one_customer_has_one_id_and_one_id_one_customer(before: list[int], after: list[int]) -> None:
    first = assign(night(keyed(before)), FIRST_NIGHT, NO_ALIAS)
    got = assign(night(keyed(after)), first, NO_ALIAS).join(night(keyed(after)), on=["source", "party_key"])
    pairs = got.select("cluster", "customer_id").unique()
    assert pairs.height == pairs["cluster"].n_unique() == pairs["customer_id"].n_unique()
    assert got.height == len(after)


@settings(max_examples=200, deadline=None)
@given(partitions, st.integers(0, 4), st.integers(0, 4))
def test_merging_and_unmerging_gives_every_record_its_id_back(clusters: list[int], one: int, other: int) -> None:
    before = keyed(clusters)
    first = assign(night(before), FIRST_NIGHT, NO_ALIAS)
    merged_clusters = {key: one if cluster == other else cluster for key, cluster in before.items()}
    merged = assign(night(merged_clusters), first, NO_ALIAS)
    gone = sorted(set(ids(first).values()) - set(ids(merged).values()))
    alias = pl.DataFrame({"alias_id": gone}, schema={"alias_id": pl.String})
    assert ids(assign(night(before), merged, alias)) == ids(first)
