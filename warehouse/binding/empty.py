"""A warehouse in memory with tables of the declared types and a few made-up rows, to try a company's SQL on."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

import duckdb

from expectations.contract.source_object import Contract, SourceObject
from expectations.table import Column, Table
from warehouse import ddl

# What stands in the made-up rows. A text may be a word, a number or a day, as in any file that people fill in.
TEXTS = ("x", "1", "-1.5", "2000-01-01", "是", None)
NUMBERS = ("0", "1", "-1", "2", "3", None)
OTHERS: dict[str, tuple[str | None, ...]] = {
    "BOOLEAN": ("true", "false", "true", "false", "true", None),
    "DATE": ("2000-01-01", "2000-02-29", "1999-12-31", "2001-01-01", "2001-01-02", None),
    "TIMESTAMP": ("2000-01-01 00:00", "2000-02-29 12:30", "1999-12-31", "2001-01-01", "2001-01-02", None),
    "TIME": ("00:00", "12:30", "23:59", "01:00", "02:00", None),
}
# What an SQL may take on a few made-up rows. One that takes more makes rows out of nothing, and may never end.
MOST_SECONDS, MOST_MEMORY, ROWS_AT_ONCE = 3.0, "1GB", 10_000
QUALIFIED = re.compile(r"\b(?:(last_night)\s*\.\s*)?(\w+)\s*\.\s*(\w+)")


class EmptyWarehouse:
    """Tables are made when a text first names them: a company names few of all that are declared."""

    def __init__(self, con: duckdb.DuckDBPyConnection, declared: Mapping[str, Table]) -> None:
        self.con, self.declared = con, declared
        self._made: set[str] = set()

    @cached_property
    def inconsistent(self) -> frozenset[str]:
        """The functions whose result DuckDB does not promise to be the same for the same arguments."""
        query = "select distinct function_name from duckdb_functions() where stability <> 'CONSISTENT'"
        return frozenset(row[0] for row in self.con.execute(query).fetchall())

    def run(self, query: str) -> dict[str, str]:
        """Column -> type of a SELECT whose every row was worked out; duckdb.Error when it fails or takes too much."""
        clock = threading.Timer(MOST_SECONDS, self.con.interrupt)
        clock.start()
        try:
            given = self.con.execute(query)
            types = {column[0]: str(column[1]) for column in given.description}
            while given.fetchmany(ROWS_AT_ONCE):
                continue
        finally:
            clock.cancel()
        return types

    def provide(self, text: str) -> list[Table]:
        """Make the declared tables that a text names; returns them."""
        found = []
        for before, schema, name in QUALIFIED.findall(text):
            table = self.declared.get(f"{schema}.{name}")
            if table is not None:
                found.append(table)
                self.make(f"{before}.{table.name}" if before else table.name, table.columns)
        return found

    def make(self, name: str, columns: Sequence[Column], promises: Sequence[str] = ()) -> None:
        """Make a table with made-up rows of which none breaks a promise."""
        if name in self._made:
            return
        self._made.add(name)
        listed = ", ".join(f"{ddl.name(c.name)} {c.type}" for c in columns)
        self.con.execute(f"create schema if not exists {ddl.name(name.rpartition('.')[0])}")
        rows = ", ".join(
            f"({', '.join(_cell(c, place) for c in columns)})"
            for place in range(1 if name == "ops.setting" else len(TEXTS))
        )
        self.con.execute(f"create table {ddl.name(name)} ({listed}); insert into {ddl.name(name)} values {rows}")
        for promise in promises:
            named = [c.name for c in columns if re.search(rf"\b{re.escape(c.name)}\b", promise)]
            emptied = ", ".join(f"{ddl.name(one)} = null" for one in named)
            broken = f"where ({promise}) is false"
            try:
                if named:  # the rest of the row stays to be tried
                    self.con.execute(f"update {ddl.name(name)} set {emptied} {broken}")
                self.con.execute(f"delete from {ddl.name(name)} {broken}")
            except duckdb.Error:  # a promise that cannot be evaluated is found where the rules are bound
                continue


@contextmanager
def empty_warehouse(contracts: Sequence[Contract], declared: Mapping[str, Table]) -> Iterator[EmptyWarehouse]:
    """A locked warehouse in memory in which every object of the contracts stands under its own name.

    `declared` are the tables that a SELECT may name beside them.
    """
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        con.execute("attach ':memory:' as building; use building; detach memory; attach ':memory:' as last_night")
        con.execute(f"set timezone = 'UTC'; set threads = 1; set memory_limit = '{MOST_MEMORY}'")
        con.execute("set enable_external_access = false")
        con.execute("set scalar_subquery_error_on_multiple_rows = false; set lock_configuration = true")
        empty = EmptyWarehouse(con, declared)
        for contract in contracts:
            for found in contract.objects:
                empty.make(found.table, found.columns, _kept(found))
        yield empty
    finally:
        con.close()


def _kept(found: SourceObject) -> list[str]:
    """Predicates that hold for every admitted row."""
    return [r.predicate for r in found.rules if r.predicate and r.severity == "critical" and r.minimum_share == 1.0]


def _cell(column: Column, place: int) -> str:
    kind = column.type.upper().split("(")[0]
    if column.values:
        value: str | None = column.values[place % len(column.values)]
    elif kind == "VARCHAR":
        value = TEXTS[place]
    else:
        value = OTHERS.get(kind, NUMBERS)[place]
    return "null" if value is None else f"try_cast({ddl.text(value)} as {column.type})"
