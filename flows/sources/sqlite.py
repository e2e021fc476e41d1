"""SQLite: any cell may have any type, so a column keeps numbers only where all of its cells are numbers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from expectations.contract.source_object import SourceObject
from flows.sources.header import physical_names, places_of_columns
from flows.sources.refusal import Refusal
from flows.sources.sink import LINE, Sink
from transforms import sql_text

ROWS = 50_000
EXACT = 2**53  # beyond it a double does not hold every whole number


def read_sqlite(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land a table or query, read at one moment; `source_line` is the position in the order of the key."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("pragma query_only = on")
            connection.execute("pragma trusted_schema = off")
            connection.execute("begin")
            _land(connection, source_object, sink)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "a text is not UTF-8")
        if name in ("SQLITE_BUSY", "SQLITE_LOCKED"):
            raise Refusal("Another program has locked the database; try again.") from None
        raise Refusal(f"The database cannot be read ({name}); check the file and the query.") from None


def _land(connection: sqlite3.Connection, source_object: SourceObject, sink: Sink) -> None:
    options = source_object.options
    origin = f"({options['query']})" if "query" in options else sql_text.column(str(options["table"]))
    came = [column[0] for column in connection.execute(f"select * from {origin} limit 0").description]
    places_of_columns(source_object, came)
    columns = [sql_text.column(name) for name in physical_names(source_object)]
    names = [column.name for column in source_object.columns] + [LINE]
    types = _types(connection, columns, origin)
    chosen = [_written(column) if kind == pa.string() else column for column, kind in zip(columns, types, strict=True)]
    keys = [sql_text.column(source_object.physical_names.get(name, name)) for name in source_object.key]
    order = ", ".join([*keys, *(column for column in columns if column not in keys)])
    rows = connection.execute(f"select {', '.join(chosen)} from {origin} order by {order}")
    schema = pa.schema([*zip(names[:-1], types, strict=True), (LINE, pa.int64())])
    sink.rows(schema.empty_table())
    position = 1
    while some := rows.fetchmany(ROWS):
        arrays = [pa.array(cells, kind) for cells, kind in zip(zip(*some, strict=True), types, strict=True)]
        arrays.append(pa.array(range(position, position + len(some)), pa.int64()))
        sink.rows(pa.table(arrays, schema=schema))
        position += len(some)


def _types(connection: sqlite3.Connection, columns: list[str], origin: str) -> list[pa.DataType]:
    """Whole number, number or text, by every cell of the column."""
    tests = ", ".join(
        f"sum(typeof({c}) in ('text', 'blob')), sum(typeof({c}) = 'real'), "
        f"sum(typeof({c}) = 'integer'), sum(typeof({c}) = 'integer' and {c} not between -{EXACT} and {EXACT})"
        for c in columns
    )
    found = connection.execute(f"select {tests} from {origin}").fetchone()
    kinds = []
    for place in range(0, len(found), 4):
        texts, reals, integers, large = (count or 0 for count in found[place : place + 4])
        if texts or not (reals or integers) or (reals and large):
            kinds.append(pa.string())
        else:
            kinds.append(pa.float64() if reals else pa.int64())
    return kinds


def _written(column: str) -> str:
    """A cell as text: a number in the fewest digits that give it back, a BLOB as hexadecimal digits."""
    short, long = f"printf('%!.15g', {column})", f"printf('%!.17g', {column})"
    return (
        f"case typeof({column}) when 'real' then "
        f"case when cast({short} as real) = {column} then {short} else {long} end "
        f"when 'blob' then hex({column}) else cast({column} as text) end"
    )
