"""Rows on the terminal: lined-up tables, CSV or JSON."""

import json
import sys
from collections.abc import Iterable

import polars as pl
from rich.cells import cell_len

WIDEST_CELL = 60


def print_rows(rows: pl.DataFrame, how: str = "table") -> None:
    """Print rows as a table whose columns line up (Chinese counts double), as CSV, or as JSON."""
    if how == "csv":
        sys.stdout.write(_flat(rows).write_csv())
    elif how == "json":
        print(json.dumps(rows.to_dicts(), default=str, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lined_up(rows)))


def print_titled(parts: Iterable[tuple[str, pl.DataFrame]], how: str = "table") -> None:
    """Print the rows of each part below its title."""
    for title, rows in parts:
        print(f"\n{title}")
        print_rows(rows, how)


def lined_up(rows: pl.DataFrame) -> list[str]:
    """Lines of a table: header, rule, rows; numbers to the right, text to the left."""
    cells = [[_cell(value) for value in row] for row in rows.iter_rows()]
    numeric = [dtype.is_numeric() for dtype in rows.dtypes]
    widths = [max([cell_len(n), *(cell_len(r[i]) for r in cells)]) for i, n in enumerate(rows.columns)]

    def line(row: list[str]) -> str:
        padded = (
            " " * (w - cell_len(c)) + c if right else c + " " * (w - cell_len(c))
            for c, w, right in zip(row, widths, numeric, strict=True)
        )
        return "  ".join(padded).rstrip()

    ending = f"({rows.height} {'row' if rows.height == 1 else 'rows'})"
    return [line(rows.columns), "  ".join("-" * w for w in widths), *map(line, cells), ending]


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:,.4g}" if isinstance(value, float) and abs(value) < 1 else str(value)
    text = " ".join(text.split())
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Lists and structs as JSON text, which CSV can hold."""
    nested = [name for name, dtype in rows.schema.items() if dtype.is_nested()]
    return rows.with_columns(
        pl.col(n).map_elements(lambda v: json.dumps(list(v), default=str, ensure_ascii=False), return_dtype=pl.String)
        for n in nested
    )
