import numpy as np
import polars as pl
import pytest

from tests.transforms.method.anonymity.published import SENSITIVE, adult, needs_arx
from transforms.method.anonymity.boxes import place_in_boxes
from transforms.method.anonymity.linkage import attack, measure_jointly
from transforms.method.anonymity.meter import measure
from transforms.method.anonymity.mondrian import choose_boxes
from transforms.method.anonymity.recode import recode
from transforms.method.anonymity.requirement import Requirement


def test_an_unprotected_table_gives_everybody_away() -> None:
    people = pl.DataFrame({"age": [30, 31, None], "stage": ["new", "new", "lost"]})
    found = attack(people, people, ["age"], ["stage"])
    assert (found.matched, found.risk_max, found.given_away) == (3, 1.0, 3)
    assert found.gain == pytest.approx(2 / 3)


def test_people_outside_the_release_are_not_matched() -> None:
    release = pl.DataFrame({"age": ["30-39"] * 4})
    known = pl.DataFrame({"age": ["30-39", "40-49"]})
    found = attack(release, known, ["age"])
    assert (found.matched, found.risk_max, found.risk_average) == (1, 0.25, 0.25)


def test_an_attacker_who_knows_nobody_gains_nothing() -> None:
    release = pl.DataFrame({"age": ["30-39"] * 4, "stage": ["new"] * 4})
    assert attack(release, release.clear(), ["age"], ["stage"]).risk_max == 0.0


@needs_arx
@pytest.mark.parametrize("requirement", [Requirement(k=5, l=2), Requirement(k=11, l=3, t=0.25)], ids=["k l", "k l t"])
def test_a_release_of_adult_survives_the_attack(requirement: Requirement) -> None:
    columns = ["age", "sex", "race", "education", "workclass"]
    frame = adult().with_columns(pl.col("age").cast(pl.Int64))
    boxes = choose_boxes(frame, columns, requirement, [SENSITIVE])
    release = recode(frame, boxes, requirement, [SENSITIVE]).rows
    found = attack(release, place_in_boxes(frame, boxes), columns, [SENSITIVE])
    assert found.matched == release.height > 20_000
    assert found.risk_max <= 1 / requirement.k
    assert found.given_away == 0
    assert found.gain <= requirement.t + 1e-12


def two_releases() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Twenty-five persons on a square grid: one file tells their row, the other their column."""
    people = pl.DataFrame({"pseudonym": [f"p{i:02}" for i in range(25)], "place": np.arange(25)})
    first = people.select("pseudonym", (pl.col("place") // 5).alias("age"))
    second = people.select("pseudonym", (pl.col("place") % 5).alias("city"))
    return first, second


def test_two_5_anonymous_releases_that_share_a_pseudonym_are_1_anonymous_together() -> None:
    first, second = two_releases()
    assert measure(first, ["age"]).k == measure(second, ["city"]).k == 5
    joint = measure_jointly(first, second, "pseudonym", (["age"], ["city"]))
    assert (joint.rows, joint.k, joint.risk_max) == (25, 1, 1.0)


def test_releases_without_a_common_pseudonym_cannot_be_joined() -> None:
    first, second = two_releases()
    renamed = second.with_columns(pl.col("pseudonym").str.replace("p", "q"))
    assert measure_jointly(first, renamed, "pseudonym", (["age"], ["city"])).rows == 0


def test_the_joint_measure_tells_what_sensitive_columns_of_either_release_give_away() -> None:
    first, second = two_releases()
    second = second.with_columns(stage=pl.col("city").cast(pl.String))
    joint = measure_jointly(first, second, "pseudonym", (["age"], []), ([], ["stage"]))
    assert [(one.column, one.l) for one in joint.sensitive] == [("second.stage", 5)]


def test_a_pseudonym_given_twice_is_refused() -> None:
    first, second = two_releases()
    with pytest.raises(ValueError, match="not unique"):
        measure_jointly(pl.concat([first, first]), second, "pseudonym", (["age"], ["city"]))
