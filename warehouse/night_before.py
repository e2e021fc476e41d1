"""The night before: found, attached, and readable in the shape that tonight's tables have."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from expectations.catalog import tables
from expectations.table import Table
from warehouse import ddl


class NightPassed(Exception):
    """The warehouse already stands at a later day."""


def attach_before(
    con: duckdb.DuckDBPyConnection, live: Path, previous: Path, today: date, declared: Mapping[str, Table] | None = None
) -> list[str]:
    """Attach the night before as `base` and its tables as views of `last_night`; returns what may be copied from.

    `live` is the last published night, `previous` the one before it, `declared` the tables of the
    company, else of the engine. Raises NightPassed.
    """
    con.execute("attach ':memory:' as last_night")
    last = day_of(live)
    if last is not None and last > today:
        raise NightPassed(
            f"the warehouse already stands at {last}, later than {today}; to see a past day again, "
            "run it into another state folder (SHOPKEEPER_STATE)"
        )
    reusable = []
    if last == today:
        con.execute(f"attach {ddl.text(str(live))} as live (read_only)")
        reusable.append("live")
    base = live if last is not None and last < today else previous
    if day_of(base) is not None:
        con.execute(f"attach {ddl.text(str(base))} as base (read_only)")
        reusable.append("base")
        _view_base(con, declared or tables())
    return reusable


def _view_base(con: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    """Each table of the night before as a view; a column that it did not have yet is NULL."""
    query = """select schema_name, table_name, list(column_name) from duckdb_columns()
               where database_name = 'base' and not internal group by all"""
    for schema, table, columns in con.execute(query).fetchall():
        declared = tables.get(f"{schema}.{table}")
        wanted = {c: ddl.name(c) for c in columns}
        if declared:
            wanted = {c.name: ddl.name(c.name) if c.name in columns else f"null::{c.type}" for c in declared.columns}
        listed = ", ".join(f"{said} as {ddl.name(column)}" for column, said in wanted.items())
        where = f"{ddl.name(schema)}.{ddl.name(table)}"
        con.execute(f"create schema if not exists last_night.{ddl.name(schema)}")
        con.execute(f"create view last_night.{where} as select {listed} from base.{where}")


def day_of(file: Path) -> date | None:
    """The day of a published night; None when there is none."""
    if not file.exists():
        return None
    with duckdb.connect(str(file), read_only=True) as con:
        day: date = con.execute("select today from ops.setting").fetchall()[0][0]
        return day
