"""An analyst's locked connection: reads one file, cannot reach beyond it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from warehouse.admission.quarantine import told

ASKING = ("SELECT", "EXPLAIN", "PRAGMA", "MULTI")
LOCKS = (
    "set timezone = 'UTC'",
    "set autoinstall_known_extensions = false",
    "set enable_external_access = false",
    "set allow_community_extensions = false",
    "set python_enable_replacements = false",
    "set lock_configuration = true",
)


class QueryFailed(Exception):
    """The query cannot be answered; the sentence says why."""


def published(file: Path) -> Path:
    """The file of a published night; QueryFailed when there is none yet."""
    if not file.exists():
        raise QueryFailed("no night has been published yet; run `shopkeeper run` first")
    return file


def lock(con: duckdb.DuckDBPyConnection) -> None:
    """From here on the connection reaches nothing that it has not opened."""
    for setting in LOCKS:
        con.execute(setting)


@contextmanager
def reader(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a published file, unable to open anything else.

    Raises QueryFailed when no night has been published.
    """
    with duckdb.connect(str(published(file)), read_only=True) as con:
        lock(con)
        yield con


def ask(file: Path, query: str, parameters: Sequence[object] | None = None) -> pl.DataFrame:
    """Rows of one statement that asks, on a published file; QueryFailed says why not, without a value of a row."""
    with reader(file) as con:
        return answer(con, query, parameters)


def answer(con: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] | None = None) -> pl.DataFrame:
    """As `ask`, on a connection that `reader` gave."""
    try:
        statements = con.extract_statements(query)
        if len(statements) != 1:
            raise QueryFailed(f"one statement is asked at a time; these are {len(statements)}")
        if (kind := statements[0].type.name) not in ASKING:
            raise QueryFailed(f"a published night is only read; {kind} is refused")
        rows: pl.DataFrame = con.sql(query, params=list(parameters or [])).pl()
        return rows
    except duckdb.PermissionException as error:
        raise QueryFailed(str(error).splitlines()[0]) from None
    except duckdb.Error as error:
        raise QueryFailed(told(error)) from None
