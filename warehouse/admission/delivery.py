"""What a delivery does to the rows that stand: a snapshot replaces, an append adds, changes upsert and delete."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import duckdb

from expectations.contract.source_object import SourceObject
from expectations.table import Table
from transforms.sql_text import company_day
from warehouse import ddl, engine
from warehouse.admission.quarantine import NightStopped, last_night_columns, quoted_list, told


def stand(con: duckdb.DuckDBPyConnection, found: SourceObject, kept: str | None) -> None:
    """Make `<source>.<object>`: the rows of the source that stand after tonight.

    `kept` is the SELECT of tonight's admitted rows with `_line` and `_is_delete`; None when nothing came.
    """
    _create(con, found)
    last = _last_night(con, found)
    if kept is None:
        rows = last
    elif found.delivery == "snapshot":
        rows = f"select {_columns(found)} from ({kept})"
    else:
        con.execute(f"create or replace temp table tonight as {_newest(found, kept)}")
        rows = _by_key(found, last, "tonight") if found.key else _by_content(found, last, "tonight")
    if rows:
        try:
            con.execute(f"insert into {ddl.name(found.table)} {rows}")
        except duckdb.Error as error:
            raise NightStopped(
                f"{found.table}: last night's rows do not fit the contract; a column that changes its type "
                f"needs a new name ({told(error)})"
            ) from None
    con.execute("drop table if exists tonight")


def deleted_rows(con: duckdb.DuckDBPyConnection, found: SourceObject, tonight: str | None) -> int:
    """Rows of last night that the source no longer has; a row refused tonight is still the source's.

    `tonight` is a relation holding the key of every row that came, for a snapshot.
    """
    last = _last_night(con, found)
    if last is None or tonight is None or found.delivery == "append":
        return 0
    there = tonight if found.delivery == "snapshot" else ddl.name(found.table)
    if found.key:
        gone = f"select 1 from ({last}) l where not exists (select 1 from {there} t where {_same_key(found)})"
    else:
        gone = f"({last}) except all (select {_columns(found)} from {there})"
    return int(con.execute(f"select count(*) from ({gone})").fetchall()[0][0])


def greatest_cursor(
    con: duckdb.DuckDBPyConnection, found: SourceObject, kept: str | None, today: date, time_zone: str
) -> str | None:
    """Greatest cursor among the rows kept tonight and before, as text; a refused row never moves it.

    Nor does a day or moment beyond the night, or one mistaken year would hide all that follows.
    """
    if found.cursor is None:
        return None
    before = None
    if last_night_columns(con, "ops.delivery"):
        query = "select cursor from last_night.ops.delivery where source = ? and object = ?"
        before = next((row[0] for row in con.execute(query, [found.source, found.name]).fetchall()), None)
    if kept is None:
        return before
    cursor, kind = ddl.name(found.cursor), next(c.type for c in found.columns if c.name == found.cursor)
    greatest = f"greatest(max({cursor}), try_cast(? as {kind}))"
    rows = con.execute(
        f"select cast({greatest} as varchar) from ({kept}) where {_has_come(cursor, kind, today, time_zone)}", [before]
    ).fetchall()
    return str(rows[0][0]) if rows[0][0] is not None else None


def _has_come(cursor: str, kind: str, today: date, time_zone: str) -> str:
    """SQL that is false for a day or moment after the company's day."""
    if kind not in ("DATE", "TIMESTAMP"):
        return "true"
    day = cursor if kind == "DATE" else company_day(cursor, ddl.text(time_zone))
    return f"{day} <= {ddl.text(str(today))}::date"


def _create(con: duckdb.DuckDBPyConnection, found: SourceObject) -> None:
    """The table without constraints: tonight's rows are judged, last night's kept their own contract."""
    columns = tuple(replace(column, required=False, values=()) for column in found.columns)
    table = Table(found.table, f"Rows of {found.name} that source {found.source} stands by.", columns, found.key)
    engine.create(con, table)


def _last_night(con: duckdb.DuckDBPyConnection, found: SourceObject) -> str | None:
    had = last_night_columns(con, found.table)
    if not had:
        return None
    return f"select {', '.join(_carried(found, had))} from last_night.{ddl.name(found.table)}"


def _carried(found: SourceObject, had: Mapping[str, str]) -> list[str]:
    """Each declared column as last night had it; one that it did not have is NULL."""
    names = ((column, ddl.name(column.name)) for column in found.columns)
    return [
        f"cast({quoted if column.name in had else 'null'} as {column.type}) as {quoted}" for column, quoted in names
    ]


def _newest(found: SourceObject, kept: str) -> str:
    """Of several changes of one key tonight the last: by cursor, then by position."""
    if found.delivery != "changes":
        return kept
    if not found.key:
        raise NightStopped(f"{found.table}: changes can only be applied by key, and the contract declares none")
    newest = ", ".join([*([f"{ddl.name(found.cursor)} desc nulls last"] if found.cursor else []), "_line desc"])
    return f"{kept} qualify row_number() over (partition by {quoted_list(found.key)} order by {newest}) = 1"


def _by_key(found: SourceObject, last: str | None, tonight: str) -> str:
    """Last night's rows and tonight's, one a key: the greater cursor wins, and tonight where that does not decide."""
    arrived = f"select {_columns(found)} from {tonight} t where not _is_delete"
    if last is None:
        return arrived
    newer = f"l.{ddl.name(found.cursor)} > t.{ddl.name(found.cursor)}" if found.cursor else "false"
    same = _same_key(found)
    return (
        f"select * from ({last}) l where not exists (select 1 from {tonight} t where {same} and ({newer}) is not true) "
        f"union all {arrived} and not exists (select 1 from ({last}) l where {same} and {newer})"
    )


def _by_content(found: SourceObject, last: str | None, tonight: str) -> str:
    """Without a key a row sent again in the overlap is known by its content; twins within a night stay twins."""
    arrived = f"select {_columns(found)} from {tonight}"
    return f"({last}) union all (({arrived}) except all ({last}))" if last else arrived


def _same_key(found: SourceObject) -> str:
    return " and ".join(f"l.{ddl.name(key)} = t.{ddl.name(key)}" for key in found.key)


def _columns(found: SourceObject) -> str:
    return quoted_list([column.name for column in found.columns])
