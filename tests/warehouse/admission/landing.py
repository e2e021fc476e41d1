"""Drawn deliveries: a table as text, landed as every text format lands it, and admitted into a test world."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.contract.source_object import Delivery, Rule, SourceObject
from expectations.table import Column
from tests.world import TODAY, drawn, world
from warehouse.admission.admission import DeliveryFigures, admit

MEMBERS = (
    Column("no", "VARCHAR", "Member number.", "key"),
    Column("name", "VARCHAR", "Name.", "direct_id", required=True),
    Column("born_on", "DATE", "Day of birth."),
    Column("spent", "DECIMAL(10,2)", "Money spent."),
    Column("visits", "INTEGER", "Visits."),
    Column("joined_at", "TIMESTAMP", "Moment of joining."),
    Column("is_vip", "BOOLEAN", "Very important."),
    Column("level", "VARCHAR", "Level.", values=("gold", "silver")),
)


def promised(delivery: Delivery = "snapshot", rules: tuple[Rule, ...] = (), **told: Any) -> SourceObject:
    """A contract of members that promises what the test names."""
    terms: dict[str, Any] = {"columns": MEMBERS, "key": ("no",), "may_be_absent": False} | told
    return SourceObject("crm", "member", "csv", "member.csv", delivery=delivery, rules=rules, **terms)


def landed(
    folder: Path, text: str, contract: SourceObject, unparsed: dict[int, str] | None = None
) -> tuple[Path, Path]:
    """The drawn rows as landing files: declared columns as text, lines counted from 2, and the unparsed lines."""
    rows = drawn(text)
    cells = {c.name: [row.get(c.name) for row in rows] for c in contract.columns}
    kept, rejected = folder / "member.parquet", folder / "member.rejected.parquet"
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    frame.with_columns(source_line=pl.int_range(2, 2 + pl.len(), dtype=pl.Int64)).write_parquet(kept)
    lines = unparsed or {}
    pl.DataFrame(
        {"source_line": list(lines), "reason": list(lines.values()), "text": ["?"] * len(lines)},
        schema={"source_line": pl.Int64, "reason": pl.String, "text": pl.String},
    ).write_parquet(rejected)
    return kept, rejected


class Door:
    """Nights at the door of one source: each delivery is admitted on top of the night before."""

    def __init__(self, folder: Path, today: date = TODAY) -> None:
        self.folder, self.today, self.con = folder, today, world({}, today)

    def admit(
        self,
        contract: SourceObject,
        text: str | None,
        unparsed: dict[int, str] | None = None,
        zone: str = "Asia/Shanghai",
    ) -> DeliveryFigures:
        """Admit a drawn delivery; None when nothing came."""
        if text is None:
            return admit(self.con, contract, None, None, self.today, zone, "the server did not answer")
        kept, rejected = landed(self.folder, text, contract, unparsed)
        return admit(self.con, contract, kept, rejected, self.today, zone)

    def next_night(self, today: date) -> None:
        """What stands becomes last night's."""
        before, self.today, self.con = self.con, today, world({}, today)
        for table in ("crm.member", "ops.quarantine", "ops.delivery"):
            rows = before.sql(f"from {table}").to_arrow_table()  # noqa: F841 (DuckDB reads the variable)
            self.con.execute(f"create schema if not exists last_night.{table.split('.')[0]}")
            self.con.execute(f"create or replace table last_night.{table} as from rows")
        before.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the night."""
        found: list[tuple[Any, ...]] = self.con.execute(query).fetchall()
        return found

    def members(self, columns: str = "no, name") -> list[tuple[Any, ...]]:
        """The members that stand, by number."""
        return self.rows(f"select {columns} from crm.member order by all")

    def refusals(self) -> set[tuple[Any, ...]]:
        """(row key, sentence) of every refusal."""
        return set(self.rows("select row_key, rule from ops.quarantine"))
