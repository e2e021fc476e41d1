"""What a section of the page is made of: figures, tables and plots, each already in words."""

from dataclasses import dataclass

import polars as pl

from flows.report.number import cell, is_number


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side: (name, figure, what to know about it)."""

    entries: tuple[tuple[str, str, str], ...]
    kind = "figures"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a caption, headings, rows of text, and which columns are numbers."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""
    kind = "table"


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with a title, a sentence that says what to see in it, and its drawing as SVG without links."""

    title: str
    sentence: str
    svg: str
    kind = "plot"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence on its own."""

    sentence: str
    kind = "note"


Block = Figures | Table | Plot | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; without blocks it says in one line why there is nothing."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    nothing: str


def table(caption: str, rows: pl.DataFrame, currency: str = "", note: str = "") -> tuple[Table, ...]:
    """The table of some rows, headed by their columns (amounts with the currency); none when there are no rows."""
    if rows.is_empty():
        return ()
    headings = tuple(
        f"{name}, {currency}" if currency and isinstance(dtype, pl.Decimal) else name
        for name, dtype in rows.schema.items()
    )
    said = tuple(tuple(cell(v, h) for v, h in zip(row, headings, strict=True)) for row in rows.iter_rows())
    return (Table(caption, headings, said, tuple(is_number(dtype) for dtype in rows.dtypes), note),)
