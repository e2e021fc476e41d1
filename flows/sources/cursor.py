"""From where an append delivery is read: the cursor published last, less the overlap for late rows."""

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from flows.sources.refusal import Refusal

UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}


def lower_bound(kind: str, since: str, overlap: str | None) -> str:
    """The lowest cursor of interest, written as the DuckDB type `kind` is; Refusal when the overlap does not fit it."""
    amount, _, unit = (overlap or "0").partition(" ")
    try:
        if re.match(r"BIGINT|DECIMAL|DOUBLE", kind):
            if unit:
                raise ValueError(unit)
            return str(Decimal(since) - Decimal(amount))
        if kind in ("DATE", "TIMESTAMP"):
            back = timedelta(**{UNITS[unit.rstrip("s")] if unit else "days": float(amount)})
            moment = datetime.fromisoformat(since) - back
            return moment.date().isoformat() if kind == "DATE" else moment.isoformat(" ")
    except (ValueError, InvalidOperation, KeyError, OverflowError):
        raise Refusal("The cursor and its overlap do not fit the type of the column; mend `overlap`.") from None
    raise Refusal("A cursor is a date, a moment or a number; declare it as one.")
