"""Whether what a SELECT gives can stand in the table that it fills: types, constants, vocabularies, sources."""

from collections.abc import Collection, Iterator
from functools import cache

import duckdb

from expectations.problem import nearest
from expectations.table import Column, Table
from warehouse.admission.cast import Writing, filled, is_total, read, says
from warehouse.admission.feed import OWN_SOURCE
from warehouse.binding.constant import constants
from warehouse.binding.fault import Fault, Written
from warehouse.binding.select import Bound
from warehouse.ddl import text

# Values of each kind among which one must be readable: a mapping may give a kind that the door can read at all.
SOME = {
    "BOOLEAN": ("true", "false"),
    "DATE": ("2000-01-01",),
    "TIMESTAMP": ("2000-01-01",),
    "TIMESTAMP WITH TIME ZONE": ("2000-01-01 00:00+00",),
    "TIME": ("00:00",),
    "INTERVAL": ("1 day",),
    "UUID": ("00000000-0000-0000-0000-000000000000",),
    "BLOB": ("x",),
}
NUMBERS = ("0", "1")


def unfit(
    con: duckdb.DuckDBPyConnection, bound: Bound, written: Written, table: Table, sources: Collection[str]
) -> Iterator[Fault]:
    """What of a SELECT can never stand in its common table, because of its type or because a constant is no word of it.

    `sources` are the sources of the company, which alone a column such as `party_source` may name.
    """
    declared = {column.name: column for column in table.columns}
    said = list(constants(con, bound.statement, list(bound.types)))
    for name, kind in bound.types.items():
        if name in declared and not _can_be_read(con, kind, declared[name].type):
            sentence = f"`{name}` is given as {kind}, which is never {says(declared[name].type)}."
            lines = [part.line for part in said if part.column == name] or [_line(bound, list(bound.types).index(name))]
            yield written.fault(lines[0], sentence, f"Give it as {declared[name].type}.")
    for one in said:
        column = declared.get(one.column)
        fault = _misses(con, one.text, column, sources) if column else None
        if fault:
            yield written.fault(one.line, *fault)


def _misses(
    con: duckdb.DuckDBPyConnection, said: str | None, column: Column, sources: Collection[str]
) -> tuple[str, str] | None:
    """Sentence and cure where a constant cannot stand in the column."""
    if said is None:
        gap = f"The required column `{column.name}` is given as nothing."
        return (gap, f"Give a value: {column.meaning}") if column.required else None
    if column.values:
        fix = nearest(said, column.values)
        return None if said in column.values else (f"`{said}` is no word of `{column.name}`.", fix)
    if column.name in OWN_SOURCE:
        return None if said in sources else (f"There is no source `{said}`.", nearest(said, sources))
    if is_total(column.type):
        return None
    how = Writing("UTC")
    value = read(filled(text(said), "VARCHAR", how), "VARCHAR", column.type, how, exact=False)
    [(is_read,)] = con.execute(f"select ({value}) is not null").fetchall()
    return (
        None
        if is_read or not said.strip()
        else (
            f"The constant of `{column.name}` is not {says(column.type)}.",
            "Write it as ISO 8601 writes a day or moment, and a number without signs.",
        )
    )


@cache
def _readable(kind: str, declared: str) -> str:
    """SQL that is true when the door can read some value of one kind as another; empty where that need not be asked."""
    plain = kind.split("(")[0]
    is_number = plain in ("DECIMAL", "DOUBLE", "FLOAT") or plain.endswith(("INT", "INTEGER"))
    some = NUMBERS if is_number else SOME.get(plain, ())
    if not some or kind == declared:
        return ""
    cells = ", ".join(f"({text(value)}::{kind})" for value in some)
    how = Writing("UTC")
    return f"select bool_or(({read('c', kind, declared, how, exact=False)}) is not null) from (values {cells}) t(c)"


def _can_be_read(con: duckdb.DuckDBPyConnection, kind: str, declared: str) -> bool:
    query = _readable(kind, declared)
    if not query:
        return kind in (declared, "VARCHAR", '"NULL"') or is_total(declared)
    try:
        return bool(con.execute(query).fetchall()[0][0])
    except duckdb.Error:
        return False


def _line(bound: Bound, place: int) -> int:
    """The line of the column in the first part of the SELECT."""
    from warehouse.binding.statement import parts

    chosen = parts(bound.statement.query)[0].get("select_list", [])
    return bound.statement.line(chosen[place]) if place < len(chosen) else 1
