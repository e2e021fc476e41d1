"""Request bodies, one a line: a sender posts each line as it stands."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import polars as pl

from expectations.release.agreement import Agreement
from expectations.release.destination import Destination

Row = dict[str, Any]


def calls(part: str, rows: pl.DataFrame, agreement: Agreement, destination: Destination, has_consent: bool) -> bytes:
    """One JSON body a line, each with as many rows as the destination takes in a call."""
    shape = SHAPES[destination.shape]
    lines = []
    for start in range(0, rows.height, destination.max_rows_a_call):
        batch = rows.slice(start, destination.max_rows_a_call).to_dicts()
        lines.append(
            json.dumps(shape(part, batch, agreement, destination, has_consent), ensure_ascii=False, default=_plain)
        )
    return "".join(line + "\n" for line in lines).encode()


def _hubspot(part: str, batch: list[Row], agreement: Agreement, destination: Destination, has_consent: bool) -> Row:
    """Batch upsert by a unique property; every value is text, NULL erases in an update."""
    return {
        "inputs": [
            {"id": row[destination.id_field], "idProperty": destination.id_field}
            | ({} if part == "remove" else {"properties": dict(_texts(row, part, destination))})
            for row in batch
        ]
    }


def _dataverse(part: str, batch: list[Row], agreement: Agreement, destination: Destination, has_consent: bool) -> Row:
    """PATCH by alternate key, which must not stand in the body; NULL erases."""
    [row] = batch
    key = quote(str(row.pop(destination.id_field)).replace("'", "''"), safe="")
    path = f"{agreement.entity or 'contacts'}({destination.id_field}='{key}')"
    if part == "remove":
        return {"method": "DELETE", "path": path}
    return {
        "method": "PATCH",
        "path": path,
        "body": {k: v for k, v in row.items() if part == "update" or v is not None},
    }


def _mailchimp(part: str, batch: list[Row], agreement: Agreement, destination: Destination, has_consent: bool) -> Row:
    """Batch members: a status is only told for who is new there, so that nobody who opted out comes back."""
    if part == "remove":
        return {"operations": [
            {"method": "PATCH", "path": f"/lists/{agreement.entity}/members/{row['customer_id']}",
             "body": json.dumps({"status": "unsubscribed"})}
            for row in batch
        ]}  # fmt: skip
    email = agreement.fields.get("email", "email")
    return {
        "update_existing": True,
        "members": [
            {
                "email_address": row[email],
                "status_if_new": "subscribed" if has_consent else "transactional",
                "merge_fields": {k: v for k, v in _texts(row, part, destination) if k != email},
            }
            for row in batch
        ],
    }


def _meta(part: str, batch: list[Row], agreement: Agreement, destination: Destination, has_consent: bool) -> Row:
    """Schema and rows of hashes; an empty text stands for what is left out."""
    schema = list(batch[0])
    return {"payload": {"schema": schema, "data": [[row[name] or "" for name in schema] for row in batch]}}


SHAPES: dict[str, Callable[[str, list[Row], Agreement, Destination, bool], Row]] = {
    "hubspot": _hubspot,
    "dataverse": _dataverse,
    "mailchimp": _mailchimp,
    "meta": _meta,
}


def _texts(row: Row, part: str, destination: Destination) -> Iterator[tuple[str, str]]:
    """Fields beside the id as text; NULL is left out of a new row and erases in an update."""
    for name, value in row.items():
        if name == destination.id_field:
            continue
        if value is not None:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)
        elif part == "update":
            yield name, destination.null_in_update


def _plain(value: object) -> str | float:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
