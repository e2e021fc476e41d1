"""What one source feeds to a common table: its SELECT with the columns and types that the table declares."""

import duckdb

from expectations.table import Column, Table
from warehouse import ddl
from warehouse.admission.cast import Writing, filled, is_total, mapped
from warehouse.admission.quarantine import NightStopped, told

OWN_SOURCE = ("party_source", "related_source", "referred_source")


def feed(con: duckdb.DuckDBPyConnection, table: Table, source: str, query: str, how: Writing) -> str:
    """A source's SELECT with declared columns and types; `_unread` lists the places of cells that do not fit.

    NightStopped when it cannot be bound, or gives a column that the table does not have.
    """
    file = f"sources/{source}/{table.name.partition('.')[2]}.sql"
    query = query.strip().rstrip(";")
    try:
        given = {row[0]: str(row[1]) for row in con.execute(f"describe {query}").fetchall()}
    except duckdb.Error as error:
        raise NightStopped(f"{file}: {told(error)}") from None
    unknown = sorted(set(given) - {c.name for c in table.columns if c.name != "source"})
    if unknown:
        raise NightStopped(f"{file}: {table.name} has no column {', '.join(unknown)} to fill")
    cells = ", ".join(f"{filled(ddl.name(column), kind, how)} as {ddl.name(column)}" for column, kind in given.items())
    typed, unread = [f"{ddl.text(source)} as source"], []
    for place, column in enumerate(table.columns):
        if column.name == "source":
            continue
        cell, value = f"g.{ddl.name(column.name)}", f"null::{column.type}"
        if column.name in given:
            value = mapped(cell, given[column.name], column.type, how)
            if value != cell and not is_total(column.type):
                unread.append(f"case when {cell} is not null and ({value}) is null then {place} end")
        typed.append(f"{_default(column, value, source)} as {ddl.name(column.name)}")
    listed = f"list_filter([{', '.join(unread)}]::integer[], lambda place: place is not null)"
    return f"select {', '.join(typed)}, {listed} as _unread from (select {cells} from (\n{query}\n)) g"


def _default(column: Column, value: str, source: str) -> str:
    if column.name in OWN_SOURCE:
        return f"coalesce({value}, {ddl.text(source)})"
    if column.name == "currency":
        return f"coalesce({value}, (select currency from ops.setting))"
    return value
