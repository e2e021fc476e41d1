"""Figures as people read them: thousands parted, shares in percent, money in whole units, a dash where unknown."""

from datetime import date
from decimal import Decimal

import polars as pl

UNKNOWN = "–"
SHARE = "share"  # a column whose heading says so holds parts of one


def cell(value: object, heading: str = "") -> str:
    """One value of a table as text; floats under a heading with "share" are percentages."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return whole(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return percent(value) if SHARE in heading else figure(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def whole(value: float | Decimal) -> str:
    """Rounded to the unit, with separators and never a negative nought."""
    return f"{round(value):,}"


def money(value: float | Decimal | None, currency: str) -> str:
    """An amount with its currency."""
    return UNKNOWN if value is None else f"{whole(value)} {currency}"


def percent(share: float | None) -> str:
    """A part of one in percent, with a decimal only where it tells something."""
    if share is None:
        return UNKNOWN
    points = 100 * share
    if 0 < points < 0.05:
        return "under 0.1%"
    return f"{points:.0f}%" if abs(points) >= 10 or points == round(points) else f"{points:.1f}%"


def figure(value: float | None, digits: int = 3) -> str:
    """A measured figure with so many significant digits, and separators."""
    if value is None:
        return UNKNOWN
    if abs(value) >= 10 ** (digits - 1):
        return whole(value)
    return f"{value:.{digits}g}"


def is_number(dtype: pl.DataType) -> bool:
    """The column lines up to the right."""
    return dtype.is_numeric()


def count(number: int, one: str, many: str = "") -> str:
    """A number and its noun: `1 row`, `2 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
