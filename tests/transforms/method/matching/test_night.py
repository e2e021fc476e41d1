"""A night weighs pairs under a frozen model, and a night of changes gives what a full night gives."""

from datetime import date

import duckdb
import polars as pl
import pytest

from tests.transforms.method.matching.night_world import clusters, fill, night, records, weighed
from tests.transforms.method.matching.town import families_told_apart, town
from transforms.method.matching.blocking import PairBudgetError
from transforms.method.matching.match_record import TRUSTED_RECORD
from transforms.method.matching.weighing import learn, must_learn
from warehouse import engine

PAIR = ["source_l", "party_key_l", "source_r", "party_key_r", "match_weight", "rule", "reason"]
ROWS = town(260)


@pytest.fixture(scope="module")
def frozen() -> pl.DataFrame:
    return learn(night(records(ROWS)), "person", 5.0)


def as_last_night(con: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    """The night of this connection becomes last night, as its tables would keep it."""
    known = (
        con.sql(f"select source, party_key, party_type, record_hash from ({TRUSTED_RECORD})")
        .pl()
        .with_columns(customer_id=pl.lit("C"), joined_on=pl.lit(date(2026, 1, 1)))
    )
    fill(con, "last_night.identity.record", known)
    fill(con, "last_night.identity.identity_pair", pairs.with_columns(match_probability=pl.lit(0.5)))


def test_people_are_found_and_families_are_told_apart(frozen: pl.DataFrame) -> None:
    precision, recall = families_told_apart(clusters(night(records(ROWS)), frozen))
    assert precision > 0.95
    assert recall > 0.9


def test_learning_twice_gives_the_same_model(frozen: pl.DataFrame) -> None:
    assert learn(night(records(ROWS)), "person", 5.0).equals(frozen)


def test_the_order_of_records_changes_nothing(frozen: pl.DataFrame) -> None:
    backwards = records(ROWS)[::-1]
    assert clusters(night(backwards), frozen) == clusters(night(records(ROWS)), frozen)
    assert learn(night(backwards), "person", 5.0).equals(frozen)


def test_a_night_of_changes_gives_the_pairs_of_a_full_night(frozen: pl.DataFrame) -> None:
    con = night(records(ROWS[20:]))
    as_last_night(con, weighed(con, frozen))
    changed = [
        row | {"birth_on": None, "email_key": "new@post.de"} if n % 17 == 0 else row for n, row in enumerate(ROWS[:-15])
    ]
    fill(con, "identity.standard_record", records(changed))
    few = weighed(con, frozen, only_changes=True)
    scored = con.sql("select count(*) from candidate_pair").fetchall()[0][0]
    full = weighed(con, frozen)
    assert scored < 0.5 * con.sql("select count(*) from candidate_pair").fetchall()[0][0]
    assert clusters(con, frozen, only_changes=True) == clusters(con, frozen)
    assert set(full.select(PAIR).rows()) <= set(few.select(PAIR).rows())


def test_a_statement_of_a_source_outranks_the_model_and_can_be_taken_back(frozen: pl.DataFrame) -> None:
    rows = records(ROWS)
    one, other = "0000-0", "0100-0"
    same = f"source | party_key | relation | related_source | related_key\ncrm | {one} | same_as | crm | {other}"
    con = night(rows, same)
    assert any({one, other} <= set(cluster) for cluster in clusters(con, frozen))
    as_last_night(con, weighed(con, frozen))
    con.execute("delete from core.relation")
    assert clusters(con, frozen, only_changes=True) == clusters(night(rows), frozen)


def test_records_that_a_source_calls_different_are_never_one_customer(frozen: pl.DataFrame) -> None:
    rows = records(ROWS)
    pair = next(cluster for cluster in sorted(clusters(night(rows), frozen)) if len(cluster) == 2)
    apart = (
        f"source | party_key | relation | related_source | related_key\ncrm | {pair[1]} | different_from | | {pair[0]}"
    )
    assert {(pair[0],), (pair[1],)} <= clusters(night(rows, apart), frozen)


def test_matching_stops_before_it_compares_more_pairs_than_the_budget(frozen: pl.DataFrame) -> None:
    with pytest.raises(PairBudgetError, match="candidate pairs of"):
        weighed(night(records(ROWS)), frozen, budget=0.1)


def test_a_model_is_learnt_once_and_again_when_the_base_has_doubled(frozen: pl.DataFrame) -> None:
    con = night(records(ROWS))
    con.register("model", engine.arrow(frozen))
    con.register("nothing", engine.arrow(frozen.clear()))
    assert must_learn(con, "person", 2.0, "nothing")
    assert not must_learn(con, "person", 2.0, "model")
    assert must_learn(con, "organisation", 2.0, "model")
    threefold = [row | {"party_key": f"{copy}{row['party_key']}"} for row in ROWS for copy in "abc"]
    fill(con, "identity.standard_record", records(threefold))
    assert must_learn(con, "person", 2.0, "model")


def test_without_a_model_nothing_is_weighed(frozen: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="no model"):
        weighed(night(records(ROWS)), frozen.clear())


def test_no_reason_holds_a_value_of_a_record(frozen: pl.DataFrame) -> None:
    con = night(records(ROWS))
    reasons = weighed(con, frozen)["reason"].unique().to_list()
    words = {
        row[column]
        for row in ROWS
        for column in ("given_name_key", "surname_key", "email_key", "city_key")
        if row[column]
    }
    assert reasons
    assert not [reason for reason in reasons if any(f" {word} " in f" {reason} " for word in words)]
