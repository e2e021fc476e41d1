"""An analyst's locked connection: reads one file, cannot reach beyond it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

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


@contextmanager
def reader(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a published file, unable to open anything else.

    Raises QueryFailed when no night has been published.
    """
    if not file.exists():
        raise QueryFailed("no night has been published yet; run `shopkeeper run` first")
    con = duckdb.connect(str(file), read_only=True)
    try:
        for lock in LOCKS:
            con.execute(lock)
        yield con
    finally:
        con.close()


def ask(file: Path, query: str, parameters: Sequence[object] | None = None) -> pl.DataFrame:
    """Rows of one statement on a published file."""
    with reader(file) as con:
        try:
            found = con.sql(query, params=list(parameters)) if parameters else con.sql(query)
            return found.pl() if found is not None else pl.DataFrame()
        except duckdb.Error as error:
            raise QueryFailed(str(error).splitlines()[0]) from None
