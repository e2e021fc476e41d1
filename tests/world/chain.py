"""A drawn world in which a table is made by its step and by every step before it."""

from typing import Any

import duckdb

from expectations.catalog import tables
from tests.world import run, world
from warehouse import engine
from warehouse.graph import engine_steps, ordered


def rows_of(name: str, facts: dict[str, str], order_by: str = "all", **given: Any) -> list[dict[str, Any]]:
    """Rows of a table made from drawn facts; a drawn table stands as drawn, the others are built."""
    con = world(facts, **given)
    build_before(con, name, facts)
    return run(con, name, order_by)


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
