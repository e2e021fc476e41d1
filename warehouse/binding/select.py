"""One SELECT of a company: read, bound and tried on made-up rows."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.engine_fault import explained
from warehouse.binding.fault import Fault, Written
from warehouse.binding.statement import Statement, Unreadable, parse, relations
from warehouse.binding.unstable import unstable


@dataclass(frozen=True, slots=True)
class Bound:
    """A SELECT that the engine can run: its tree, and column -> type of what it gives."""

    statement: Statement
    types: dict[str, str]


def bound(empty: EmptyWarehouse, written: Written, names: Collection[str]) -> tuple[Bound | None, list[Fault]]:
    """The SELECT as the engine binds it, None when it cannot be run, and every fault found on the way.

    `names` are the tables that could have been meant where one is not there.
    """
    try:
        statement = parse(empty.con, written.text)
    except Unreadable as fault:
        return None, [written.fault(fault.line, fault.sentence, fault.fix)]
    empty.provide(written.text)
    faults = [written.fault(*said) for said in unstable(statement, empty.inconsistent)]
    try:
        types = empty.run(statement.text)
    except duckdb.Error as error:
        told = _described(empty, statement) or error
        line, sentence, fix = explained(told, statement, _columns(empty, statement), names)
        return None, [*faults, written.fault(line, sentence, fix)]
    return Bound(statement, types), faults


def _described(empty: EmptyWarehouse, statement: Statement) -> duckdb.Error | None:
    """The error when nothing is run; its place is right, while that of a run moves with a comment at the head."""
    try:
        empty.con.execute(f"describe {statement.text}")
    except duckdb.Error as error:
        return error
    return None


def _columns(empty: EmptyWarehouse, statement: Statement) -> set[str]:
    """Columns of the tables that the SELECT reads."""
    read = {name for name, _ in relations(statement.query)}
    query = "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
    return {column for table, column in empty.con.execute(query).fetchall() if table in read}
