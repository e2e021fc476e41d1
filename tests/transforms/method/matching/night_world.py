"""A night's warehouse in memory for the tests of matching: standardised records in, clusters out."""

from typing import Any

import duckdb
import polars as pl

from expectations.catalog import tables
from tests.world import TODAY, world
from transforms.method.matching import partition
from transforms.method.matching.standardise import KEYS, with_parts
from transforms.method.matching.weighing import learn, weighed_pairs
from warehouse import engine

TYPES = {
    column.name: pl.Date if column.type == "DATE" else pl.String
    for column in tables()["identity.standard_record"].columns
}


def records(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Standardised records of persons of source `crm`, numbered where no key is given; absent keys are NULL."""
    full = [
        {"source": "crm", "party_key": f"{number:03}", "party_type": "person"} | row for number, row in enumerate(rows)
    ]
    return standard(full)


def standard(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Standardised records by their keys; absent keys are NULL."""
    keys = [{key: row.get(key) for key in KEYS} for row in rows]
    return with_parts(pl.DataFrame(keys, schema={key: TYPES[key] for key in KEYS}))


def night(standard: pl.DataFrame, relation: str = "") -> duckdb.DuckDBPyConnection:
    """A connection on which these records stand; `relation` is drawn like any table of a test world."""
    con = world({"core.relation": relation} if relation else {})
    fill(con, "identity.standard_record", standard)
    return con


def fill(con: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Replace the rows of a table."""
    con.register("given_rows", engine.arrow(rows))
    con.execute(f"delete from {table}; insert into {table} by name from given_rows")
    con.unregister("given_rows")


def weighed(
    con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame, only_changes: bool = False, budget: float = 5.0
) -> pl.DataFrame:
    """The pairs of the night under a frozen model, sorted: a night stores them in any order."""
    con.register("model", engine.arrow(frozen))
    pairs: pl.DataFrame = con.sql(weighed_pairs(con, "person", budget, TODAY, only_changes, "model")).pl()
    return pairs.sort(pl.all())


def clusters(
    con: duckdb.DuckDBPyConnection, frozen: pl.DataFrame | None = None, only_changes: bool = False
) -> set[tuple[str, ...]]:
    """Keys of the records of each cluster."""
    pairs = weighed(con, learn(con, "person", 5.0) if frozen is None else frozen, only_changes)
    found = partition.clusters(con.sql("select source, party_key from identity.standard_record").pl(), pairs, 0.95)
    return {tuple(sorted(keys)) for keys in found.group_by("cluster").agg("party_key")["party_key"].to_list()}
