"""A ledger that shows when it was changed: each row carries the hash of the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

GENESIS = "0" * 64
LINK, HASH = "previous_hash", "hash"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """The first row of a ledger that does not hold: its position from 0, and why."""

    position: int
    reason: str


def row_hash(row: Row, previous_hash: str) -> str:
    """SHA-256, 64 hexadecimal digits, of the previous hash and of everything in a row but its own two hashes.

    Rows that read back equal hash alike: keys are sorted, moments are in UTC, decimals have no trailing zeros.
    TypeError for a value of another type than these, text, whole numbers, doubles, booleans, lists and NULL.
    """
    content = {name: _plain(value) for name, value in row.items() if name not in (LINK, HASH)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def chain(rows: Iterable[Row], previous_hash: str = GENESIS) -> list[dict[str, Any]]:
    """The rows in their order, each with `previous_hash` and `hash`, going on from the last hash of a ledger."""
    linked = []
    for row in rows:
        own_hash = row_hash(row, previous_hash)
        linked.append({**row, LINK: previous_hash, HASH: own_hash})
        previous_hash = own_hash
    return linked


def verify(rows: Sequence[Row], last_hash: str | None = None, previous_hash: str = GENESIS) -> Break | None:
    """The first row that was changed, moved, put in or taken out; None if the ledger holds.

    Rows cut off the end leave a chain that holds, so the last hash known from elsewhere (the certificate of the
    last release) shows them: then the break stands behind the last row.
    """
    for position, row in enumerate(rows):
        if row[LINK] != previous_hash:
            return Break(position, "does not follow the row before it")
        if row[HASH] != row_hash(row, previous_hash):
            return Break(position, "was changed after it was written")
        previous_hash = row[HASH]
    if last_hash is not None and previous_hash != last_hash:
        return Break(len(rows), "rows are missing at the end, or were added")
    return None


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return {"decimal": format(value.normalize(), "f")}
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return {"moment": moment.isoformat(timespec="microseconds")}
        case date():
            return {"day": value.isoformat()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            raise TypeError(f"a ledger cannot hold a {type(value).__name__}")
