"""A dry run: what a release would send now, in counts and ten masked rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from expectations.company import Company
from expectations.company.state import State
from expectations.table import Table
from warehouse import ddl
from warehouse.private_file import recipient_key
from warehouse.published.query import ask, lock, published
from warehouse.release import gate
from warehouse.release.passage import Passage

SHOWN_ROWS = 10
# What the gate writes while it works; these are empty tables of the dry run's own.
WRITTEN = ("privacy.suppression",)


@dataclass(frozen=True, slots=True)
class DryRun:
    """Counts from selected to sent, customers held back by reason, and ten rows that show shapes, not values."""

    counts: pl.DataFrame
    held_back: pl.DataFrame
    rows: pl.DataFrame


def dry_run(company: Company, name: str) -> DryRun:
    """The release on the published night, under the agreement as it is written now; gate.Refused when it may not go."""
    release = company.release(name)
    live = company.files.live
    with dry_connection(live, company.tables) as con:
        today = ask(live, "select today from ops.setting").item()
        passage = Passage(release, company.tables)
        key = recipient_key(company.state, release.agreement.recipient)
        share = float(company.thresholds["removal_share"])
        difference = passage.through(con, today, key, share, State(company.state).plans, is_kept=False)
        counts = [
            ("selected", passage.selected),
            ("held back", passage.suppressed),
            ("to create", difference.created),
            ("to update", difference.updated),
            ("to remove", difference.removed),
            ("of these merged", difference.merged),
            ("unchanged", difference.unchanged),
        ]
        names = passage.relations
        held = con.sql(f"select code, reason, count(*) as customers from {names.held} group by all order by all").pl()
        listed = gate.list_of_columns(release.agreement.columns)
        rows = con.sql(f"select {listed} from {names.cleared} order by customer_id limit {SHOWN_ROWS}").pl()
    return DryRun(pl.DataFrame(counts, schema=["count", "customers"], orient="row"), held, masked(rows))


def masked(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with each letter as x or 字, each digit as 9: shapes can be checked, nobody is shown."""
    return rows.with_columns(
        pl.all()
        .cast(pl.String)
        .str.replace_all(r"\p{Han}", "字")
        .str.replace_all(r"[\p{L}--\p{Han}]", "x")
        .str.replace_all(r"\p{Nd}", "9")
    )


@contextmanager
def dry_connection(live: Path, declared: Mapping[str, Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory that sees the published night as tonight and as last night, and cannot change it.

    `declared` are the tables of the company. Raises QueryFailed when no night has been published.
    """
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute(f"attach {ddl.text(str(published(live)))} as live (read_only); attach ':memory:' as last_night")
        standing = set(
            con.execute(
                "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'live'"
            ).fetchall()
        )
        for table in declared.values():
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
