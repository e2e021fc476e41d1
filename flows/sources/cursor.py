"""From where an append delivery is read: the cursor published last, less the overlap for late rows."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from expectations.contract import SourceObject
from flows.sources.refusal import Refusal

UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}


def since_clause(source_object: SourceObject, since: str | None, quote: Callable[[str], str]) -> str:
    """` where cursor >= bound or cursor is null`, or nothing when there is no cursor yet or everything is delivered."""
    if since is None or source_object.cursor is None or source_object.delivery == "snapshot":
        return ""
    column = quote(source_object.physical_names.get(source_object.cursor, source_object.cursor))
    kind = next(one.type for one in source_object.columns if one.name == source_object.cursor)
    bound = lower_bound(kind, since, source_object.overlap)
    literal = bound if _is_number(kind) else f"'{bound}'"
    return f" where {column} >= {literal} or {column} is null"


def lower_bound(kind: str, since: str, overlap: str | None) -> str:
    """The lowest cursor of interest, written as the column's type; Refusal when cursor and overlap do not fit."""
    amount, _, unit = (overlap or "0").partition(" ")
    try:
        if _is_number(kind):
            if unit:
                raise ValueError(unit)
            return str(Decimal(since) - Decimal(amount))
        if kind in ("DATE", "TIMESTAMP"):
            back = timedelta(**{UNITS[unit.rstrip("s")]: float(amount)}) if unit else timedelta(days=float(amount))
            moment = datetime.fromisoformat(since) - back
            return moment.date().isoformat() if kind == "DATE" else moment.isoformat(" ")
    except (ValueError, InvalidOperation, KeyError, OverflowError):
        raise Refusal("The cursor and its overlap do not fit the column's type; mend `overlap`.") from None
    if overlap:
        raise Refusal("A cursor of text has no overlap; declare the column as a date, a moment or a number.")
    return since.replace("'", "''")


def _is_number(kind: str) -> bool:
    return bool(re.match(r"BIGINT|INTEGER|DECIMAL|DOUBLE", kind))
