import datetime as dt

import numpy as np
import polars as pl
import pytest

from tests.transforms.method.anonymity.published import SENSITIVE, adult, needs_arx, quasi_identifiers
from transforms.method.anonymity.boxes import Boxes, place_in_boxes
from transforms.method.anonymity.meter import measure
from transforms.method.anonymity.mondrian import choose_boxes
from transforms.method.anonymity.plan_text import load, save
from transforms.method.anonymity.recode import recode
from transforms.method.anonymity.requirement import Requirement

COLUMNS = ["age", "city", "born_on"]


def shoppers(rows: int, seed: int) -> pl.DataFrame:
    draw = np.random.default_rng(seed)
    days = draw.integers(0, 15000, rows)
    return pl.DataFrame(
        {
            "row": np.arange(rows),
            "age": draw.integers(18, 80, rows),
            "city": draw.choice(["上海", "杭州", "广州", "成都"], rows),
            "born_on": [dt.date(1960, 1, 1) + dt.timedelta(days=int(day)) for day in days],
            "stage": draw.choice(["new", "growing", "mature", "lost"], rows, p=[0.3, 0.3, 0.3, 0.1]),
        }
    ).with_columns(city=pl.when(pl.int_range(pl.len()) % 7 == 0).then(None).otherwise("city"))


@pytest.mark.parametrize("seed", range(5))
def test_every_class_of_the_released_rows_meets_k_l_and_t(seed: int) -> None:
    frame = shoppers(2000, seed)
    requirement = Requirement(k=8, l=3, t=0.3)
    boxes = choose_boxes(frame, COLUMNS, requirement, ["stage"])
    released = recode(frame, boxes, requirement, ["stage"])
    measured = measure(released.rows, COLUMNS, ["stage"])
    assert measured.k >= 8
    assert measured.sensitive[0].l >= 3
    assert measured.sensitive[0].t_equal <= 0.3 + 1e-12
    assert released.suppressed == boxes.suppressed
    assert measured.classes > 20


def test_a_label_is_true_of_every_row_that_carries_it() -> None:
    frame = shoppers(2000, seed=11)
    released = place_in_boxes(frame, choose_boxes(frame, COLUMNS, Requirement(k=5)))
    both = released.join(frame, on="row", suffix="_real")
    bounds = pl.col("age").str.split("-").list
    low, high = bounds.first().cast(pl.Int64), bounds.last().cast(pl.Int64)
    assert both.select(pl.col("age_real").is_between(low, high).all()).item()
    days = pl.col("born_on").str.split(" .. ").list
    low, high = days.first().str.to_date("%Y-%m-%d"), days.last().str.to_date("%Y-%m-%d")
    assert both.select(pl.col("born_on_real").is_between(low, high).all()).item()


def test_null_never_shares_a_range_with_a_value() -> None:
    frame = shoppers(2000, seed=12)
    released = place_in_boxes(frame, choose_boxes(frame, COLUMNS, Requirement(k=5)))
    both = released.join(frame, on="row", suffix="_real")
    assert both.filter(pl.col("city").is_null() != pl.col("city_real").is_null()).is_empty()
    assert both["city"].null_count() > 0


def test_too_few_rows_without_a_value_are_suppressed_rather_than_mixed_in() -> None:
    frame = pl.DataFrame({"age": [None, None, *range(20, 60)]}, schema={"age": pl.Int64})
    boxes = choose_boxes(frame, ["age"], Requirement(k=5))
    released = recode(frame, boxes, Requirement(k=5))
    assert (boxes.suppressed, released.suppressed, released.rows.height) == (2, 2, 40)


def test_the_first_cut_of_one_column_halves_the_rows() -> None:
    frame = pl.DataFrame({"age": [20, 21, 22, 23, 24, 25]})
    released = place_in_boxes(frame, choose_boxes(frame, ["age"], Requirement(k=3)))
    assert released["age"].to_list() == ["20-22"] * 3 + ["23-25"] * 3


def test_the_loss_is_the_mean_share_of_the_range_that_a_box_covers() -> None:
    frame = pl.DataFrame({"age": [20, 21, 22, 23, 24, 25]})
    assert choose_boxes(frame, ["age"], Requirement(k=3)).loss == pytest.approx(2 / 5)
    assert choose_boxes(frame, ["age"], Requirement(k=7)).loss == 1.0


def test_frozen_boxes_take_later_rows_inside_them_and_leave_out_the_others() -> None:
    frame = pl.DataFrame({"age": [20, 21, 22, 30, 31, 32]})
    boxes = load(save(choose_boxes(frame, ["age"], Requirement(k=3))))
    assert isinstance(boxes, Boxes)
    later = pl.DataFrame({"age": [19, 20, 25, 31, 33, None]}, schema={"age": pl.Int64})
    assert place_in_boxes(later, boxes)["age"].to_list() == ["20-22", "30-32"]


def test_frozen_boxes_read_back_and_label_the_same_rows_alike() -> None:
    frame = shoppers(1000, seed=13)
    boxes = choose_boxes(frame, COLUMNS, Requirement(k=5))
    text = save(boxes)
    again = load(text)
    assert isinstance(again, Boxes)
    assert save(again) == text
    assert place_in_boxes(frame, again).equals(place_in_boxes(frame, boxes))


def test_the_same_rows_in_another_order_give_the_same_boxes() -> None:
    frame = shoppers(1000, seed=14)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=1)
    requirement = Requirement(k=5, l=2)
    assert save(choose_boxes(frame, COLUMNS, requirement, ["stage"])) == save(
        choose_boxes(shuffled, COLUMNS, requirement, ["stage"])
    )


def test_a_moment_cannot_be_frozen() -> None:
    frame = pl.DataFrame({"seen_at": [dt.datetime(2024, 1, day, tzinfo=dt.UTC) for day in range(1, 9)]})
    boxes = choose_boxes(frame, ["seen_at"], Requirement(k=3))
    with pytest.raises(TypeError, match="seen_at"):
        save(boxes)


def test_no_boxes_are_cut_without_rows_but_frozen_ones_take_none() -> None:
    frame = shoppers(100, seed=15)
    boxes = choose_boxes(frame, COLUMNS, Requirement(k=5))
    with pytest.raises(ValueError, match="rows and columns"):
        choose_boxes(frame.clear(), COLUMNS, Requirement(k=5))
    assert recode(frame.clear(), boxes, Requirement(k=5)).rows.is_empty()


@needs_arx
def test_adult_at_k_10_loses_less_than_the_published_12_19_percent() -> None:
    frame = adult().with_columns(pl.col("age").cast(pl.Int64))
    boxes = choose_boxes(frame, [*quasi_identifiers(), SENSITIVE], Requirement(k=10))
    assert boxes.suppressed == 0
    assert boxes.loss < 0.0903
