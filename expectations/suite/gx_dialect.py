"""Great Expectations reads DuckDB files as PostgreSQL whose driver is duckdb.

It knows a fixed list of databases; DuckDB is not on it, PostgreSQL is, and DuckDB speaks PostgreSQL's SQL. Two things
differ. Results are fetched after the connection went back to the pool, where DuckDB has dropped them, so a cursor
holds its rows. And `~` is "contains a match" in PostgreSQL but "matches wholly" in DuckDB.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import duckdb
import sqlalchemy as sa
from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import ReflectedColumn

DRIVER = "shopkeeper_duckdb"

TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "VARCHAR": sa.String(),
    "BOOLEAN": sa.Boolean(),
    "TINYINT": sa.SmallInteger(),
    "SMALLINT": sa.SmallInteger(),
    "INTEGER": sa.Integer(),
    "BIGINT": sa.BigInteger(),
    "UBIGINT": sa.BigInteger(),
    "HUGEINT": sa.Numeric(38, 0),
    "FLOAT": sa.Float(),
    "DOUBLE": sa.Double(),
    "DATE": sa.Date(),
    "TIME": sa.Time(),
    "TIMESTAMP": sa.DateTime(),
    "TIMESTAMP WITH TIME ZONE": sa.DateTime(timezone=True),
}


_opened: list[duckdb.DuckDBPyConnection] = []


def close_all() -> None:
    """Close every connection: the library makes engines of its own and drops them with their pools open.

    A file that a connection still holds is the same file for the process after it was renamed, and the next night
    would be built in it.
    """
    while _opened:
        _opened.pop().close()


def url(database: Path) -> str:
    """The address under which SQLAlchemy opens the file by this dialect."""
    return f"postgresql+{DRIVER}:///{quote(str(database), safe='')}"


class HeldCursor:
    """A cursor whose rows outlive the transaction that read them."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = connection.cursor()
        self.description: Any = None
        self.rowcount = -1
        self._rows: list[Any] = []

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> "HeldCursor":
        """Run a statement and hold its rows."""
        done = self._cursor.execute(statement, parameters) if parameters else self._cursor.execute(statement)
        self.description = done.description
        self._rows = done.fetchall() if self.description is not None else []
        self.rowcount = len(self._rows)
        return self

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        count = size or self.arraysize
        taken, self._rows = self._rows[:count], self._rows[count:]
        return taken

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        taken, self._rows = self._rows, []
        return taken

    def close(self) -> None:
        """Let go of rows and cursor."""
        self._rows = []
        self._cursor.close()


class ReadingConnection:
    """A connection that only reads: every statement stands alone, so there is nothing to commit or roll back."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> HeldCursor:
        """A cursor of its own."""
        return HeldCursor(self._connection)

    def commit(self) -> None:
        """Nothing was written."""

    def rollback(self) -> None:
        """Nothing was written."""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Driver:
    """What SQLAlchemy asks of a DBAPI module."""

    paramstyle, apilevel, threadsafety = "numeric_dollar", "2.0", 1
    Error = duckdb.Error
    DatabaseError = duckdb.DatabaseError
    InterfaceError = duckdb.Error  # duckdb has no such kind
    OperationalError = duckdb.OperationalError
    ProgrammingError = duckdb.ProgrammingError
    IntegrityError = duckdb.IntegrityError
    DataError = duckdb.DataError
    InternalError = duckdb.InternalError
    NotSupportedError = duckdb.NotSupportedError


class Compiler(PGCompiler):
    """PostgreSQL's SQL with matches that DuckDB reads alike."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        """`~` and `!~` as a search for a match."""
        if operator.opstring not in ("~", "!~"):
            return str(super().visit_custom_op_binary(element, operator, **kw))  # type: ignore[no-untyped-call]
        sides = f"{self.process(element.left, **kw)}, {self.process(element.right, **kw)}"
        return f"{'not ' if operator.opstring == '!~' else ''}regexp_matches({sides})"


class DuckDBDialect(PGDialect):
    """PostgreSQL's dialect over a DuckDB file."""

    driver = DRIVER
    statement_compiler = Compiler
    supports_statement_cache = True
    default_paramstyle = "numeric_dollar"
    use_insertmanyvalues = False
    supports_native_enum = False
    _backslash_escapes = False  # or SQLAlchemy doubles every backslash of a literal pattern

    @classmethod
    def import_dbapi(cls) -> Any:
        """duckdb as a DBAPI."""
        return Driver

    @classmethod
    def get_pool_class(cls, url: sa.URL) -> type[pool.Pool]:
        """Few connections, used again."""
        return pool.QueuePool

    def create_connect_args(self, url: sa.URL) -> tuple[list[str], dict[str, Any]]:
        """The path of the file."""
        return [unquote(url.database or "")], {}

    def connect(self, database: str, **_: Any) -> Any:
        """A connection to the file, without `config`: a process may open a file only in one way, and the night has."""
        connection = duckdb.connect(database)
        _opened.append(connection)
        return ReadingConnection(connection)

    def initialize(self, connection: sa.Connection) -> None:
        """What any database is asked at first, and nothing that only PostgreSQL could answer."""
        DefaultDialect.initialize(self, connection)

    def _get_server_version_info(self, connection: sa.Connection) -> tuple[int, int]:
        return (16, 0)

    def _get_default_schema_name(self, connection: sa.Connection) -> str:
        return "main"

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:
        """Each statement sees one state of the file."""
        return "READ COMMITTED"

    def get_columns(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[ReflectedColumn]:
        """Columns of a table or view in their order; NoSuchTableError when there is none of that name."""
        query = sa.text(
            "select column_name, data_type, is_nullable, numeric_precision, numeric_scale from duckdb_columns() "
            "where database_name = current_database() and schema_name = :schema and table_name = :name "
            "order by column_index"
        )
        rows = connection.execute(query, {"schema": schema or "main", "name": str(table_name)}).fetchall()
        if not rows:
            raise sa.exc.NoSuchTableError(table_name)
        return [
            {"name": name, "type": _type(said, precision, scale), "nullable": bool(nullable), "default": None}
            for name, said, nullable, precision, scale in rows
        ]

    def get_multi_columns(  # type: ignore[override]
        self, connection: sa.Connection, *, schema: str | None = None, filter_names: Any = None, **kw: Any
    ) -> Any:
        """Columns of several tables."""
        return [((schema, name), self.get_columns(connection, name, schema)) for name in filter_names or []]

    def has_table(self, connection: sa.Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """A table or view of that name stands."""
        return table_name in self._names(connection, schema)

    def get_table_names(self, connection: sa.Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Tables and views of a schema."""
        return self._names(connection, schema)

    def get_schema_names(self, connection: sa.Connection, **kw: Any) -> list[str]:
        """Schemas of the file."""
        query = "select distinct schema_name from duckdb_schemas() where database_name = current_database() order by 1"
        return [row[0] for row in connection.execute(sa.text(query))]

    def _names(self, connection: sa.Connection, schema: str | None) -> list[str]:
        query = sa.text(
            "select distinct table_name from duckdb_columns() "
            "where database_name = current_database() and schema_name = :schema order by 1"
        )
        return [row[0] for row in connection.execute(query, {"schema": schema or "main"})]


def _type(said: str, precision: int | None, scale: int | None) -> sa.types.TypeEngine[Any]:
    if said.startswith("DECIMAL"):
        return sa.Numeric(precision, scale)
    return TYPES.get(said, sa.String())


registry.register(f"postgresql.{DRIVER}", __name__, DuckDBDialect.__name__)
