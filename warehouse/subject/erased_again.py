"""Keeping somebody forgotten whom a source still delivers, and forgetting whom nobody has a use for."""

import json
from datetime import date, timedelta

import polars as pl

from expectations.company import Company
from expectations.company.state import State
from warehouse.night import Night
from warehouse.private_file import recipient_key, write_private
from warehouse.subject.landed_rows import drop_rows
from warehouse.subject.retention import longest_use, outlived, seen_since
from warehouse.subject.rewrite import Places, compact, forget_tonight, hide_from_last_night
from warehouse.subject.source_key import mentions, physical_names, rows_about, source_keys
from warehouse.subject.subject import Subject, SubjectTables
from warehouse.subject.tombstone import known_again, record_stones

# Name of the key of the tombstones; a file that says that rows were taken out tonight whose bytes are still there.
ERASURE_KEY = "erasure"


def forget_again(company: Company, night: Night) -> int:
    """Rows taken out of a night of people who were erased and came again, or whose data no purpose has a use for.

    Call it when all tables are mapped. Who was silent for longer than every purpose allows is forgotten, and comes back
    as somebody new with the next purchase or contact.
    """
    key = recipient_key(company.state, ERASURE_KEY)
    days = longest_use(night.con)
    since = night.today - timedelta(days=days) if days is not None else None
    again = [
        known_again(night.con, _stones(night, "asked"), key),
        known_again(night.con, _stones(night, "retention"), key),
    ]
    if since:
        again[1] = again[1].join(seen_since(night.con, since).pl(), on=["source", "party_key"], how="anti")
        again.append(_retire(night, since, key))
    whole = pl.concat(again).unique().sort("source", "party_key")
    if whole.is_empty():
        return 0
    subject, keys = Subject((), tuple(whole.rows())), source_keys(company)
    whom = SubjectTables()
    places = Places(rows_about(keys, whom.record), mentions(keys, whom.record), whom)
    gone = forget_tonight(night.con, subject, places)
    drop_rows(State(company.state).landing, physical_names(company), subject, places, [])
    for name in gone:
        if name.startswith("core."):
            night.note(name)
    write_private(company.files.to_compact, str(night.today).encode())
    return sum(gone.values())


def _stones(night: Night, reason: str) -> set[str]:
    kept = night.con.execute("select tombstones from privacy.erasure where reason = ?", [reason]).fetchall()
    return {digest for (text,) in kept for digest in json.loads(text)}


def _retire(night: Night, since: date, key: bytes) -> pl.DataFrame:
    """Records of customers who were silent for too long; their ids stay until the recipients were told."""
    night.provide_last_night(("identity.record",))
    found = pl.DataFrame(outlived(night.con, since), schema=["customer_id", "source", "party_key"], orient="row")
    for (customer,), own in found.group_by("customer_id", maintain_order=True):
        stones = json.dumps(record_stones(own, key))
        night.rows("privacy.erasure", [(customer, night.today, stones, 0, "retention")])
    if not found.is_empty():
        records = tuple((source, party_key) for _, source, party_key in found.iter_rows())
        hide_from_last_night(night, Subject(tuple(found["customer_id"].unique().sort()), records))
    return found.select(pl.col("source", "party_key").cast(pl.String))


def leave_no_bytes(company: Company, today: date) -> None:
    """Write the published night anew when rows were taken out of it; the one before too when that was cut off."""
    files, marker = company.files, company.files.to_compact
    if not marker.exists():
        return
    was_cut_off = marker.read_text("ascii") != str(today)
    for file in (files.live, files.previous):
        if file.exists() and (file == files.live or was_cut_off):
            compact(file)
    marker.unlink()
