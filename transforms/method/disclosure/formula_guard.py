"""Cells that a spreadsheet would run as a formula, made text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl

Typed = Literal["phone", "number"]

# OWASP's list of what starts a formula, with the bar that parts a command in a DDE call. Compatible forms of these
# signs (full-width, small, superscript) become them under NFKC; white space and invisible characters before them are
# dropped by some importers, so they do not protect.
RISKY = r"^[\s\p{Cf}\p{Cc}]*[=+\-@|]|^[\t\r\n]"
# What a typed cell may start with, because all of it is of its type.
WELL_TYPED: dict[Typed, str] = {
    "phone": r"^\+[1-9][0-9]{6,14}$",
    "number": r"^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$",
}


def guard_cells(frame: pl.DataFrame, typed: Mapping[str, Typed] | None = None) -> pl.DataFrame:
    """The same rows with a quote before every text cell that starts like a formula.

    A cell of a column named in `typed` is left alone where all of it is an E.164 phone or a number, or +86... and
    -12.5 would be destroyed. Columns that hold no text cannot hold a formula.
    """
    columns = (column for column, dtype in frame.schema.items() if dtype in (pl.String, pl.Categorical, pl.Enum))
    return frame.with_columns(_guarded(column, (typed or {}).get(column)) for column in columns)


def _guarded(column: str, typed: Typed | None) -> pl.Expr:
    cell = pl.col(column).cast(pl.String)
    risky = cell.str.normalize("NFKC").str.contains(RISKY)
    if typed is not None:
        risky &= ~cell.str.contains(WELL_TYPED[typed])
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell).alias(column)
