"""What a person decided about two records holds against sources and model, on every night, until it is taken back."""

import duckdb
import polars as pl
import pytest

from tests.transforms.method.matching.night_world import clusters, fill, night, records, weighed
from tests.transforms.method.matching.test_night import PAIR, as_last_night
from tests.transforms.method.matching.town import town
from transforms.method.matching.weighing import learn

ROWS = town(150, seed=3)
JUDGEMENT = "source_l | party_key_l | source_r | party_key_r | judgement\n"
RELATION = "source | party_key | relation | related_source | related_key\n"


@pytest.fixture(scope="module")
def frozen() -> pl.DataFrame:
    return learn(night(records(ROWS)), "person", 5.0)


@pytest.fixture(scope="module")
def one_person(frozen: pl.DataFrame) -> tuple[str, str]:
    """Two records that the model takes for one customer."""
    return next(cluster for cluster in sorted(clusters(night(records(ROWS)), frozen)) if len(cluster) == 2)


TWO_PEOPLE = ("0000-0", "0100-0")


def judged(pair: tuple[str, str], judgement: str, relation: str = "") -> duckdb.DuckDBPyConnection:
    con = night(records(ROWS), relation and f"{RELATION}crm | {pair[0]} | {relation} | crm | {pair[1]}")
    fill(con, "identity.judgement", judgement_row(pair, judgement))
    return con


def judgement_row(pair: tuple[str, str], judgement: str) -> pl.DataFrame:
    """The one row of `identity.judgement` about two records."""
    left, right = sorted(pair)
    keys = {"source_l": "crm", "party_key_l": left, "source_r": "crm", "party_key_r": right}
    said = {"judgement": judgement, "judged_by": "mei", "judged_at": "2026-06-29 10:00", "reason": None}
    return pl.DataFrame({name: [value] for name, value in (keys | said).items()})


def are_one(found: set[tuple[str, ...]], pair: tuple[str, str]) -> bool:
    return any(set(pair) <= set(cluster) for cluster in found)


@pytest.mark.parametrize("relation", ["", "different_from"])
def test_two_records_that_a_person_calls_the_same_are_one_customer(frozen: pl.DataFrame, relation: str) -> None:
    assert are_one(clusters(judged(TWO_PEOPLE, "same", relation), frozen), TWO_PEOPLE)


@pytest.mark.parametrize("relation", ["", "same_as"])
def test_two_records_that_a_person_calls_different_are_two_customers(
    frozen: pl.DataFrame, one_person: tuple[str, str], relation: str
) -> None:
    assert not are_one(clusters(judged(one_person, "different", relation), frozen), one_person)


def test_where_nobody_can_tell_the_model_speaks(frozen: pl.DataFrame) -> None:
    con = judged(TWO_PEOPLE, "unsure")
    assert weighed(con, frozen).equals(weighed(night(records(ROWS)), frozen))


def test_a_judgement_counts_although_neither_record_has_changed(frozen: pl.DataFrame) -> None:
    con = judged(TWO_PEOPLE, "same")
    as_last_night(con, weighed(night(records(ROWS)), frozen))
    assert are_one(clusters(con, frozen, only_changes=True), TWO_PEOPLE)


def test_a_judgement_taken_back_leaves_what_the_records_say(frozen: pl.DataFrame, one_person: tuple[str, str]) -> None:
    con = judged(one_person, "different")
    as_last_night(con, weighed(con, frozen))
    con.execute("delete from identity.judgement")
    few, full = weighed(con, frozen, only_changes=True), weighed(night(records(ROWS)), frozen)
    assert set(full.select(PAIR).rows()) <= set(few.select(PAIR).rows())
    assert are_one(clusters(con, frozen, only_changes=True), one_person)


def test_a_judgement_about_a_record_that_is_gone_says_nothing(frozen: pl.DataFrame) -> None:
    con = judged(("0000-0", "nobody"), "same")
    assert clusters(con, frozen) == clusters(night(records(ROWS)), frozen)
