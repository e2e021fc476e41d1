"""Keeping somebody forgotten whom a source still delivers."""

import json
from datetime import date

from flows.company import Company
from flows.release.private import recipient_key, write_private
from flows.subject.source_key import mentions, physical_names, rows_about, source_keys
from flows.subject.tombstone import known_again
from warehouse.erasure import Places, compact, forget_tonight
from warehouse.landing import drop_rows
from warehouse.night import Files, Night
from warehouse.subject import Subject

# Name of the key of the tombstones; a file that says that rows were taken out tonight whose bytes are still there.
ERASURE_KEY, TO_COMPACT = "erasure", "compact"


def forget_again(company: Company, night: Night) -> int:
    """Rows taken out of a night because a source delivered somebody erased; call it when all tables are mapped."""
    stones = {
        digest
        for (text,) in night.con.execute("select tombstones from privacy.erasure").fetchall()
        for digest in json.loads(text)
    }
    if not stones:
        return 0
    again = known_again(night.con, stones, recipient_key(company.state, ERASURE_KEY))
    if again.is_empty():
        return 0
    subject, keys = Subject((), tuple(again.rows())), source_keys(company)
    places = Places(rows_about(keys), mentions(keys))
    gone = forget_tonight(night.con, subject, places)
    drop_rows(company.state / "landing", physical_names(company), subject, places, [])
    for name in gone:
        if name.startswith("core."):
            night.note(name)
    write_private(company.state / "warehouse" / TO_COMPACT, str(night.today).encode())
    return sum(gone.values())


def leave_no_bytes(company: Company, today: date) -> None:
    """Write the published night anew when rows were taken out of it; the one before too when that was cut off."""
    files, marker = Files(company.state / "warehouse"), company.state / "warehouse" / TO_COMPACT
    if not marker.exists():
        return
    was_cut_off = marker.read_text("ascii") != str(today)
    for file in (files.live, files.previous):
        if file.exists() and (file == files.live or was_cut_off):
            compact(file)
    marker.unlink()
