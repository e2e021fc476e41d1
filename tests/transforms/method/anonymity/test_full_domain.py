import datetime as dt
from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest

from transforms.method.anonymity.cells import count_cells
from transforms.method.anonymity.hierarchy import Hierarchy, Level, code_levels, generalise, label
from transforms.method.anonymity.lattice import (
    NoSafeGeneralisationError,
    build_lattice,
    choose_full_domain,
    classes_at,
    score_nodes,
)
from transforms.method.anonymity.meter import measure
from transforms.method.anonymity.plan_text import load, save
from transforms.method.anonymity.recode import recode
from transforms.method.anonymity.requirement import Requirement

AGE = Hierarchy("age", (Level("keep"), Level("band", width=10), Level("band", width=30), Level("top")))
DISTRICT = Hierarchy("district", (Level("keep"), Level("prefix", width=2), Level("top")))
REGION = {"上海": "华东", "杭州": "华东", "广州": "华南"}
CITY = Hierarchy("city", (Level("keep"), Level("tree", labels=REGION), Level("top")))
HIERARCHIES = [AGE, DISTRICT, CITY]
COLUMNS = ["age", "district", "city"]


def shoppers(rows: int, seed: int) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "age": draw.integers(18, 80, rows),
            "district": draw.choice(["3101", "3102", "3301", "4401"], rows),
            "city": draw.choice(["上海", "杭州", "广州"], rows),
            "stage": draw.choice(["new", "growing", "mature", "lost"], rows, p=[0.3, 0.3, 0.3, 0.1]),
        }
    ).with_columns(age=pl.when(pl.int_range(pl.len()) % 9 == 0).then(None).otherwise("age"))


@pytest.mark.parametrize(
    ("values", "level", "labels"),
    [
        ([18, 29, -3, None], Level("band", width=10), ["10-19", "20-29", "-10--1", None]),
        ([0.5, 12.0], Level("band", width=10), ["[0, 10)", "[10, 20)"]),
        (["310104", None], Level("prefix", width=3), ["310", None]),
        ([dt.date(1985, 3, 2), None], Level("calendar", part="month"), ["1985-03", None]),
        ([dt.date(1985, 3, 2)], Level("calendar", part="year"), ["1985"]),
        ([dt.date(1985, 3, 2)], Level("calendar", part="decade"), ["1980-1989"]),
        (["杭州", "拉萨", None], Level("tree", labels=REGION), ["华东", "*", None]),
        (["杭州", None], Level("top"), ["*", "*"]),
    ],
    ids=["whole band", "real band", "prefix", "month", "year", "decade", "tree", "top"],
)
def test_null_stays_null_until_the_top_hides_everything(
    values: list[Any], level: Level, labels: list[str | None]
) -> None:
    assert label(pl.Series("value", values), level).to_list() == labels


def test_a_level_that_splits_what_the_level_below_it_joins_is_refused() -> None:
    crossing = Hierarchy("age", (Level("keep"), Level("band", width=10), Level("band", width=15)))
    with pytest.raises(ValueError, match="splits"):
        code_levels(crossing, pl.Series("age", range(60)))


def test_a_tree_counts_the_values_it_lists_even_where_they_do_not_occur() -> None:
    loss = code_levels(CITY, pl.Series("city", ["上海"]))[1].loss
    assert loss.max() == 0.5


def test_classes_of_each_node_are_those_of_the_generalised_rows() -> None:
    frame = shoppers(400, seed=1)
    lattice = build_lattice(frame, HIERARCHIES)
    for node in product(range(4), range(3), range(3)):
        levels = {h.column: h.levels[at] for h, at in zip(HIERARCHIES, node, strict=True)}
        expected = count_cells(generalise(frame, levels), COLUMNS).weight
        assert sorted(classes_at(lattice, node).weight) == sorted(expected)


def test_every_node_is_scored_once_and_as_it_would_be_alone() -> None:
    lattice = build_lattice(shoppers(400, seed=2), HIERARCHIES, ["stage"])
    requirement = Requirement(k=5, l=2, t=0.4)
    scored = {one.node: one.suppressed for one in score_nodes(lattice, requirement)}
    assert sorted(scored) == sorted(product(range(4), range(3), range(3)))
    for node, suppressed in scored.items():
        levels = {h.column: h.levels[at] for h, at in zip(HIERARCHIES, node, strict=True)}
        rows = generalise(shoppers(400, seed=2), levels)
        unsafe = 0
        whole = rows["stage"].value_counts(normalize=True)
        for _, group in rows.group_by(COLUMNS):
            shares = whole.join(group["stage"].value_counts(normalize=True, name="q"), on="stage", how="left")
            distance = (shares["q"].fill_null(0) - shares["proportion"]).abs().sum() / 2
            if group.height < 5 or group["stage"].n_unique() < 2 or distance > 0.4:
                unsafe += group.height
        assert suppressed == unsafe


def test_a_wider_node_may_cost_less_than_one_below_it_because_it_suppresses_less() -> None:
    """Why no node may be skipped: the rows of ten small classes weigh more than wide labels."""
    frame = pl.DataFrame({"age": [20, 21, 22, 23] * 5, "city": ["上海"] * 20})
    age = Hierarchy("age", (Level("keep"), Level("band", width=2), Level("top")))
    cost = {one.node[0]: one.loss for one in score_nodes(build_lattice(frame, [age]), Requirement(k=6))}
    assert cost[1] < cost[0]
    assert cost[1] < cost[2]


def test_the_chosen_generalisation_meets_the_requirement_on_the_released_rows() -> None:
    frame = shoppers(3000, seed=3)
    requirement = Requirement(k=10, l=3, t=0.3, suppression_limit=0.05)
    plan = choose_full_domain(frame, HIERARCHIES, requirement, ["stage"])
    released = recode(frame, plan, requirement, ["stage"])
    measured = measure(released.rows, COLUMNS, ["stage"])
    assert measured.k >= 10
    assert measured.sensitive[0].l >= 3
    assert measured.sensitive[0].t_equal <= 0.3 + 1e-12
    assert released.rows.height + released.suppressed == 3000
    assert released.suppressed_share <= 0.05


def test_what_no_generalisation_can_meet_is_refused() -> None:
    with pytest.raises(NoSafeGeneralisationError):
        choose_full_domain(shoppers(100, seed=4), HIERARCHIES, Requirement(k=101))


def test_more_sensitive_values_than_there_are_is_refused() -> None:
    with pytest.raises(NoSafeGeneralisationError):
        choose_full_domain(shoppers(100, seed=4), HIERARCHIES, Requirement(k=2, l=5), ["stage"])


def test_a_frozen_plan_labels_later_rows_as_it_labelled_the_first() -> None:
    first, later = shoppers(2000, seed=5), shoppers(500, seed=6)
    requirement = Requirement(k=5, suppression_limit=0.1)
    plan = choose_full_domain(first, HIERARCHIES, requirement)
    loaded = load(save(plan))
    assert loaded == plan
    assert recode(later, loaded, requirement).rows.equals(recode(later, plan, requirement).rows)


def test_rows_whose_class_is_too_small_later_are_left_out_and_counted() -> None:
    first = shoppers(2000, seed=5)
    requirement = Requirement(k=5, suppression_limit=0.1)
    plan = choose_full_domain(first, HIERARCHIES, requirement)
    stranger = pl.concat([first, first.head(1).with_columns(age=pl.lit(110, pl.Int64))])
    before, after = recode(first, plan, requirement), recode(stranger, plan, requirement)
    assert after.suppressed == before.suppressed + 1


@pytest.mark.parametrize("wrong", [{"k": 0}, {"k": 5, "t": 1.5}, {"k": 5, "suppression_limit": -0.1}])
def test_a_requirement_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        Requirement(**wrong)


def test_no_generalisation_is_chosen_without_rows_but_a_frozen_one_takes_none() -> None:
    plan = choose_full_domain(shoppers(100, seed=4), HIERARCHIES, Requirement(k=2))
    with pytest.raises(ValueError, match="chosen on rows"):
        choose_full_domain(shoppers(100, seed=4).clear(), HIERARCHIES, Requirement(k=2))
    nothing = recode(shoppers(100, seed=4).clear(), plan, Requirement(k=2), ["stage"])
    assert (nothing.rows.height, nothing.suppressed, nothing.suppressed_share) == (0, 0, 0.0)
