"""A release tried on the published night: the same checks, nothing written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations.catalog import tables
from warehouse import ddl
from warehouse.query import lock, published

# What the gate writes while it works; these are empty tables of the rehearsal's own.
WRITTEN = ("privacy.suppression",)


@contextmanager
def rehearse(live: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that sees the published night as tonight and as last night, and cannot change it.

    Raises QueryFailed when no night has been published.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute(f"attach {ddl.text(str(published(live)))} as live (read_only); attach ':memory:' as last_night")
        standing = set(
            con.execute(
                "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'live'"
            ).fetchall()
        )
        for table in tables().values():
            if (table.name,) in standing and table.name not in WRITTEN:
                for catalog in ("memory", "last_night"):
                    con.execute(f"create schema if not exists {ddl.name(f'{catalog}.{table.schema}')}")
                    con.execute(
                        f"create view {ddl.name(f'{catalog}.{table.name}')} as from live.{ddl.name(table.name)}"
                    )
            else:
                con.execute(ddl.create_table(table))
                con.execute(ddl.create_table(table, catalog="last_night"))
        lock(con)
        yield con
