"""A test world drawn as text: tables typed by their contracts, one step run on them, its rows returned."""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import duckdb

from expectations.catalog import tables
from expectations.table import Column, Table
from warehouse import ddl, engine
from warehouse.graph import engine_steps
from warehouse.night import ANTI_JOIN_CURE, told

TODAY = date(2026, 6, 30)
FILLED = {"VARCHAR": "s", "DATE": "2026-01-01", "TIMESTAMP": "2026-01-01 00:00", "BOOLEAN": "false"}


def drawn(text: str) -> list[dict[str, str | None]]:
    """Rows of a table drawn with a header, bars between columns; an empty cell is NULL."""
    lines = [line for line in text.strip().splitlines() if line.strip() and not set(line.strip()) <= set("-+| ")]
    header = [cell.strip() for cell in lines[0].split("|")]
    cells = [[cell.strip() or None for cell in line.split("|")] for line in lines[1:]]
    return [dict(zip(header, row, strict=True)) for row in cells]


def world(
    facts: dict[str, str],
    today: date = TODAY,
    last_night: dict[str, str] | None = None,
    declared: Mapping[str, Table] | None = None,
    **thresholds: Any,
) -> duckdb.DuckDBPyConnection:
    """A connection holding the drawn tables, every other declared table empty, `ops.setting`, and last night's tables.

    A required column that is not drawn is filled with a harmless value of its type.
    `declared` are the tables of a company, else of the engine.
    """
    declared = declared or tables()
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    # An in-memory catalog is itself called memory, which is a schema of ours.
    con.execute("attach ':memory:' as night; use night; detach memory")
    con.execute(ANTI_JOIN_CURE)
    con.execute("set timezone = 'UTC'; attach ':memory:' as last_night")
    con.execute(f"attach {ddl.text(_empty(''.join(map(ddl.create_table, declared.values()))))} as empty (read_only)")
    con.execute("copy from database empty to night (schema); copy from database empty to last_night (schema)")
    con.execute("detach empty")
    values = list(told(today, "CNY", "Asia/Shanghai", thresholds))
    con.execute(f"insert into ops.setting values ({', '.join('?' * len(values))})", values)
    for catalog, drawings in (("", facts), ("last_night.", last_night or {})):
        for name, text in drawings.items():
            _fill(con, catalog, name, drawn(text), declared)
    return con


@cache
def _empty(tables: str) -> str:
    """A file that holds the tables: to copy what it declares takes a tenth of the time of declaring it again."""
    folder = tempfile.mkdtemp(prefix="world")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = f"{folder}/empty.duckdb"
    with duckdb.connect(file) as con:
        con.execute(f"begin; {tables} commit")
    return file


def run(con: duckdb.DuckDBPyConnection, name: str, order_by: str = "all") -> list[dict[str, Any]]:
    """Build one table by its step and return its rows as dictionaries, ordered.

    An intermediate that it reads and that is not drawn is built first, from what is.
    """
    _build_intermediates(con, name)
    engine.build(con, engine_steps()[name], tables()[name])
    found = con.execute(f"select * from {name} order by {order_by}")
    columns = [column[0] for column in found.description or []]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def step_rows(name: str, facts: dict[str, str], today: date = TODAY, **told: Any) -> list[dict[str, Any]]:
    """Rows that one step makes of a drawn world."""
    return run(world(facts, today, **told), name)


def _build_intermediates(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("create temp table if not exists made (name varchar)")
    made = {table for (table,) in con.execute("select name from made").fetchall()}
    for table in engine_steps()[name].inputs:
        step = engine_steps().get(table)
        if step is None or step.kind != "sql" or not tables()[table].is_intermediate:
            continue
        if table in made or not con.execute(f"select 1 from {table} limit 1").fetchall():
            _build_intermediates(con, table)
            engine.build(con, step, tables()[table])
            con.execute("insert into made values (?)", [table])


def _fill(
    con: duckdb.DuckDBPyConnection,
    catalog: str,
    name: str,
    rows: list[dict[str, str | None]],
    declared: Mapping[str, Table] | None = None,
) -> None:
    table = (declared or tables())[name]
    given = set(rows[0]) if rows else set()
    unknown = given - {column.name for column in table.columns}
    assert not unknown, f"{name} has no column {sorted(unknown)}"
    columns = [c for c in table.columns if c.name in given or c.required]
    for row in rows:
        values = [row.get(c.name) if c.name in given else _harmless(c) for c in columns]
        marks = ", ".join(f"cast(? as {c.type})" for c in columns)
        listed = ", ".join(ddl.name(c.name) for c in columns)
        con.execute(f"insert into {catalog}{name} ({listed}) values ({marks})", values)


def _harmless(column: Column) -> str:
    return column.values[0] if column.values else FILLED.get(column.type, "0")
