"""The model that stands tonight: last night's, until it is outgrown or another is accepted."""

from typing import Any

import duckdb
import polars as pl
import pytest

from expectations.catalog import tables
from tests.transforms.method.matching.night_world import fill, night, records
from tests.transforms.method.matching.town import town
from warehouse import engine
from warehouse.graph import engine_steps

ROWS = town(120)
MODEL = "identity.match_model"


def standing(con: duckdb.DuckDBPyConnection, name: str = MODEL) -> pl.DataFrame:
    """Rows of a table after its step has run."""
    engine.build(con, engine_steps()[name], tables()[name])
    rows: pl.DataFrame = con.sql(f"from {name} order by all").pl()
    return rows


@pytest.fixture(scope="module")
def learnt() -> pl.DataFrame:
    return standing(night(records(ROWS)))


def second_night(rows: list[dict[str, Any]], **models: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    con = night(records(rows))
    for name, model in models.items():
        fill(con, name.replace("__", "."), model)
    return con


def doubted(model: pl.DataFrame) -> pl.DataFrame:
    """The model with another probability, so that it can be told apart."""
    is_probability = pl.col("kind") == "probability"
    return model.with_columns(pl.when(is_probability).then(0.125).otherwise("number").alias("number"))


def test_last_nights_model_stands_when_records_come_and_go(learnt: pl.DataFrame) -> None:
    con = second_night(ROWS[30:] + town(40, seed=2), last_night__identity__match_model=learnt)
    assert standing(con).equals(learnt)


def test_a_base_more_than_twice_as_large_is_learnt_anew(learnt: pl.DataFrame) -> None:
    threefold = [row | {"party_key": f"{copy}{row['party_key']}"} for row in ROWS for copy in "abc"]
    con = second_night(threefold, last_night__identity__match_model=learnt)
    trained = pl.col("kind") == "trained_records"
    assert standing(con).filter(trained & (pl.col("party_type") == "person"))["number"].to_list() == [len(threefold)]


def test_an_accepted_model_comes_before_last_nights(learnt: pl.DataFrame) -> None:
    con = second_night(ROWS, identity__trained_model=doubted(learnt), last_night__identity__match_model=learnt)
    assert standing(con).equals(doubted(learnt))


def test_a_model_of_other_comparisons_is_not_used(learnt: pl.DataFrame) -> None:
    older = learnt.with_columns(
        pl.when(pl.col("kind") == "trained_records").then(pl.lit("0")).otherwise("value").alias("value")
    )
    assert standing(second_night(ROWS, last_night__identity__match_model=older)).equals(learnt)


def test_the_model_lists_the_frequent_values_by_hash_and_holds_no_value_of_a_record(learnt: pl.DataFrame) -> None:
    terms = learnt.filter(kind="term", name="address")
    addresses = pl.Series([row["address_key"] for row in ROWS]).drop_nulls()
    assert 1 < terms.height < addresses.n_unique()
    assert terms["number"].min() == terms.filter(value="")["number"].item()
    assert not set(learnt["value"]) & {str(value) for row in ROWS for value in row.values()}


def test_under_the_same_model_a_second_night_gives_the_pairs_of_a_full_one(learnt: pl.DataFrame) -> None:
    con = second_night(ROWS, identity__match_model=learnt)
    first = standing(con, "identity.identity_pair")
    standing(con, "identity.record")
    for name in ("identity.match_model", "identity.identity_pair", "identity.record"):
        con.execute(f"insert into last_night.{name} from {name}")
    assert standing(con, "identity.identity_pair").equals(first)
