"""What holds for any records: their order, a second run, one customer each, and a merge that is taken back."""

from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.catalog import tables
from tests.transforms.method.matching.night_world import clusters, fill, night, records
from tests.transforms.method.matching.town import town
from tests.warehouse.review.test_carried_judgement import judgement_row
from transforms.method.matching.weighing import learn
from warehouse import engine
from warehouse.graph import engine_steps

ROWS = town(40, seed=7)
KEYS = [row["party_key"] for row in ROWS]
STEPS = ("identity.identity_pair", "identity.record", "identity.identity_event", "identity.identity_alias")
subsets = st.lists(st.sampled_from(ROWS), min_size=2, max_size=30, unique_by=lambda row: row["party_key"])


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """One connection for all examples: to declare every table takes longer than an example."""
    return night(records(ROWS))


@pytest.fixture(scope="module")
def frozen(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return pl.concat([learn(con, "person", 5.0), learn(con, "organisation", 5.0)])


def stands(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], frozen: pl.DataFrame) -> None:
    """These records stand, and there was no night before."""
    fill(con, "identity.standard_record", records(rows))
    fill(con, "identity.match_model", frozen)
    for name in ("identity.match_model", *STEPS):
        con.execute(f"delete from last_night.{name}")


def tonight(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Record -> customer after the steps of a night, which then becomes last night."""
    for name in STEPS:
        engine.build(con, engine_steps()[name], tables()[name])
    for name in ("identity.match_model", *STEPS):
        con.execute(f"delete from last_night.{name}; insert into last_night.{name} from {name}")
    con.execute("delete from last_night.ops.setting; insert into last_night.ops.setting from ops.setting")
    con.execute("update ops.setting set today = today + 1")
    return dict(con.sql("select party_key, customer_id from identity.record order by all").fetchall())


@settings(max_examples=4, deadline=None)
@given(rows=subsets, random=st.randoms(use_true_random=False))
def test_the_order_of_records_never_changes_clusters(
    con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame, rows: list[dict[str, Any]], random: Random
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    stands(con, shuffled, frozen)
    found = clusters(con, frozen)
    stands(con, rows, frozen)
    assert found == clusters(con, frozen)
    assert sorted(key for cluster in found for key in cluster) == sorted(row["party_key"] for row in rows)


@settings(max_examples=3, deadline=None)
@given(rows=subsets)
def test_a_second_night_with_the_same_records_changes_nothing(
    con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame, rows: list[dict[str, Any]]
) -> None:
    stands(con, rows, frozen)
    first = tonight(con)
    assert tonight(con) == first
    assert set(first) == {row["party_key"] for row in rows}


@settings(max_examples=3, deadline=None)
@given(pair=st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True))
def test_a_merge_that_is_taken_back_gives_every_record_its_customer_back(
    con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame, pair: list[str]
) -> None:
    stands(con, ROWS, frozen)
    first = tonight(con)
    fill(con, "identity.judgement", judgement_row((pair[0], pair[1]), "same"))
    merged = tonight(con)
    assert merged[pair[0]] == merged[pair[1]]
    con.execute("delete from identity.judgement")
    assert tonight(con) == first
    assert con.sql("select count(*) from identity.identity_alias").fetchall() == [(0,)]
