"""What a model step is given: its input tables, read by SQL, and the engine's own connection.

Its `build(tables)` gives the rows, or the SELECT that gives them where rows would only pass through.
"""

from typing import Any, Protocol

import polars as pl


class Tables(Protocol):
    """The stored tables of the night, as a model step sees them."""

    @property
    def connection(self) -> Any:
        """The engine's own connection, for what must run inside it, as matching does."""

    def read(self, query: str) -> pl.DataFrame:
        """Rows of one SELECT over the step's inputs."""
