"""A drawn world in which a table is made by its step and by every step before it."""

from datetime import date
from typing import Any

import duckdb

from expectations.catalog import tables
from tests.world import TODAY, _fill, drawn, run
from warehouse import ddl, engine
from warehouse.graph import engine_steps, ordered
from warehouse.night import told


def rows_of(name: str, facts: dict[str, str], order_by: str = "all", **given: Any) -> list[dict[str, Any]]:
    """Rows of a table made from drawn facts; a drawn table stands as drawn, the others are built."""
    con = world(facts, **given)
    build_before(con, name, facts)
    return run(con, name, order_by)


def world(
    facts: dict[str, str], today: date = TODAY, last_night: dict[str, str] | None = None, **thresholds: Any
) -> duckdb.DuckDBPyConnection:
    """The drawn world of tests.world in a database of another name than `memory`, which is a schema's."""
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    con.execute("set timezone = 'UTC'; attach ':memory:' as night; use night; detach memory")
    con.execute("attach ':memory:' as last_night")
    for table in tables().values():
        con.execute(ddl.create_table(table))
        con.execute(ddl.create_table(table, catalog="last_night"))
    values = list(told(today, "CNY", "Asia/Shanghai", thresholds))
    con.execute(f"insert into ops.setting values ({', '.join('?' * len(values))})", values)
    for catalog, drawings in (("", facts), ("last_night.", last_night or {})):
        for name, text in drawings.items():
            _fill(con, catalog, name, drawn(text))
    return con


def build_before(con: duckdb.DuckDBPyConnection, name: str, given: Any) -> None:
    """Build what a table reads, in order, except what is given."""
    steps = {table: step for table, step in engine_steps().items() if table not in given}
    for step in ordered({table: steps[table] for table in _behind(name, steps)}, tables()):
        if step.table != name:
            engine.build(con, step, tables()[step.table])


def _behind(name: str, steps: dict[str, Any]) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        table = waiting.pop()
        if table in steps and table not in found:
            found.add(table)
            waiting += steps[table].inputs
    return found
