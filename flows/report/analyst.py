"""The analysts' file as the report asks it: it holds no direct identifier, so none can reach the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.published.query import answer, reader


@dataclass(frozen=True, slots=True)
class Analyst:
    """A published night open for questions: one file throughout, also when the next night replaces it meanwhile."""

    connection: Any
    today: date
    currency: str

    def rows(self, query: str) -> pl.DataFrame:
        """Rows of one SELECT."""
        return answer(self.connection, query)

    def first(self, query: str) -> dict[str, Any]:
        """The first row as name -> value; empty when there is none."""
        found = self.rows(query)
        return found.row(0, named=True) if found.height else {}


@contextmanager
def open_analyst(file: Path) -> Iterator[Analyst]:
    """The last published night; QueryFailed when there is none."""
    with reader(file) as connection:
        [(today, currency)] = connection.execute("select today, currency from ops.setting").fetchall()
        yield Analyst(connection, today, currency)
