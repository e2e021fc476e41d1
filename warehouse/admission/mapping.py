"""From the shapes of the sources to the common shape: one SELECT a source and table, judged like a delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.table import Table
from warehouse import ddl, engine
from warehouse.admission.cast import Writing, is_total, says
from warehouse.admission.feed import feed
from warehouse.admission.quarantine import (
    KEY_ONCE,
    Check,
    Sifted,
    add_failures,
    assert_balance,
    clear,
    forget,
    kept_rows,
    quoted_list,
    record,
    refused_rows,
    repeated,
    sift,
)

# Key of a party in a common table, the column that names its source, and the promise.
PARTIES = (
    ("party_key", "party_source", "the party is known"),
    ("related_key", "related_source", "the related party is known"),
)


@dataclass(frozen=True, slots=True)
class MappedFigures:
    """What one source gave to a common table."""

    source: str
    mapped: int
    kept: int
    quarantined: int


def map_core(
    con: duckdb.DuckDBPyConnection, table: Table, feeds: Sequence[tuple[str, str]], today: date
) -> list[MappedFigures]:
    """What each source gave to a common table, which is built of every source's mapping SELECT.

    A column left out is NULL, `party_source` and the like are the row's own source, `currency` the company's.
    A row that does not fit types, rules or key, or names an unknown party, goes to quarantine under the
    table's name. Reads `ops.setting`; facts about parties need `core.party` to stand.
    """
    forget(con, table.name, table.name)
    engine.create(con, table)
    if not feeds:
        return []
    time_zone = con.execute("select time_zone from ops.setting").fetchall()[0][0]
    selects = [feed(con, table, source, query, Writing(time_zone)) for source, query in feeds]
    checks = [*_cell_checks(table), *_promises(table)]
    columns = quoted_list([c.name for c in table.columns])
    sifted = sift(con, table.name, _judged(table, selects), f"_source, _line, _key, {columns}", checks)
    if table.key:
        latest = "updated_at desc nulls last, " if _has(table, "updated_at") else ""
        add_failures(con, sifted, repeated(sifted, table.key, f"{latest}{columns}", len(checks)))
        checks.append(Check(KEY_ONCE))
    for key, named_source, promise in PARTIES:
        if table.name != "core.party" and _has(table, key):
            add_failures(con, sifted, _unknown_party(sifted, table, key, named_source, len(checks)))
            checks.append(Check(promise, severity="warning"))
    record(con, sifted, table.name, table.name, checks, today)
    con.execute(f"insert into {ddl.name(table.name)} ({columns}) {kept_rows(sifted, checks, columns)}")
    figures = _balance(con, sifted, table, checks, sorted({source for source, _ in feeds}))
    clear(con, sifted)
    return figures


def _judged(table: Table, selects: Sequence[str]) -> str:
    rows = "\nunion all by name\n".join(f"({select})" for select in selects)
    keys = [key for key in table.key if key != "source"] or ["party_key"]
    key = " || ' | ' || ".join(f"cast({ddl.name(key)} as varchar)" for key in keys)
    return f"""select u.*, today, today_ends_at, {key} as _key, source as _source, null::bigint as _line
               from (\n{rows}\n) u cross join (select today, today_ends_at from ops.setting)"""


def _cell_checks(table: Table) -> list[Check]:
    return [
        Check(f"{c.name} is {says(c.type)}", f"list_contains(_unread, {place})")
        for place, c in enumerate(table.columns)
        if not is_total(c.type)
    ]


def _promises(table: Table) -> list[Check]:
    """Every promise of the table about one row, then the warnings, which are counted and let the row pass."""
    kept = [Check(said, f"({predicate}) is false") for said, predicate in table.predicates().items()]
    warned = [
        Check(said, f"({predicate}) is false", "warning", refuses=False) for said, predicate in table.warnings.items()
    ]
    return kept + warned


def _unknown_party(sifted: Sifted, table: Table, key: str, named_source: str, place: int) -> str:
    source = named_source if _has(table, named_source) else "source"
    return f"""select rowid, {place} from {sifted.row} j where {key} is not null and not exists
                 (select 1 from core.party p where p.source = j.{source} and p.party_key = j.{key})"""


def _has(table: Table, column: str) -> bool:
    return any(c.name == column for c in table.columns)


def _balance(
    con: duckdb.DuckDBPyConnection, sifted: Sifted, table: Table, checks: Sequence[Check], sources: Sequence[str]
) -> list[MappedFigures]:
    """Mapped, kept and quarantined rows of each source; NightStopped unless they add up."""
    found = con.execute(
        f"""with mapped as (
              select source, count(*) as mapped, count(refused.row_id) as quarantined from {sifted.row} judged
              left join ({refused_rows(sifted, checks)}) refused on refused.row_id = judged.rowid group by source),
            kept as (select source, count(*) as kept from {ddl.name(table.name)} group by source)
            select source, mapped, coalesce(kept, 0), quarantined from mapped left join kept using (source)"""
    ).fetchall()
    counts = {row[0]: row for row in found}
    figures = [MappedFigures(*counts.get(source, (source, 0, 0, 0))) for source in sources]
    for f in figures:
        assert_balance(f"{table.name} of {f.source}", f.mapped, f.kept, f.quarantined)
    return figures
