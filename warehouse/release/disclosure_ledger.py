"""The ledger of what left, and the certificate beside each file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from expectations.company.state import State
from transforms.method.disclosure.ledger import GENESIS, chain, verify
from warehouse.night import Night
from warehouse.private_file import write_private
from warehouse.release.delta import removal_reasons
from warehouse.release.gate import Refused
from warehouse.release.passage import Passage, key_name


def check_ledger(night: Night, state: Path) -> None:
    """Raises Refused when a row of the ledger was changed, moved, added or taken away since the night before.

    Rows cut off its end leave a chain that holds; the last hash, kept outside the warehouse, shows them.
    """
    rows = night.con.sql("from last_night.privacy.disclosure order by number").pl().to_dicts()
    broken = verify(rows)
    if broken:
        raise Refused("LEDGER", f"row {broken.position + 1} of the ledger {broken.reason}; mend it before files leave")
    earlier = [file for file in sorted(State(state).ledger.glob("*.json")) if file.stem < str(night.today)]
    if earlier:
        head = json.loads(earlier[-1].read_text("utf-8"))
        hashes = [GENESIS, *(row["hash"] for row in rows)]
        if head["number"] >= len(hashes) or hashes[head["number"]] != head["hash"]:
            raise Refused("LEDGER", "rows are missing at the end of the ledger; mend it before a file leaves")


def enter(night: Night, passage: Passage, key: bytes, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add a row a file to the ledger of the night; returns the rows with their hashes."""
    agreement, measured = passage.release.agreement, passage.measured
    last = night.con.execute("select number, hash from privacy.disclosure order by number desc limit 1").fetchall()
    number, previous = last[0] if last else (0, GENESIS)
    exposed = measured.sensitive if measured else ()
    rows = [
        {
            "number": number + place,
            "release": passage.release.name,
            "released_on": night.today,
            "recipient": agreement.recipient,
            "purpose": agreement.purpose,
            "mode": agreement.mode,
            "file": file["file"],
            "rows": file["rows"],
            "columns": json.dumps(file["columns"]),
            "k": measured.k if measured else None,
            "l": min((one.l for one in exposed), default=None),
            "t": max((round(one.t_equal, 9) for one in exposed), default=None),
            "epsilon": file.get("epsilon"),
            "key_name": key_name(key),
            "sha256": file["sha256"],
        }
        for place, file in enumerate(files, start=1)
    ]
    linked = chain(rows, previous)
    night.rows("privacy.disclosure", [tuple(row.values()) for row in linked])
    return linked


def certify(folder: Path, night: Night, passage: Passage, entries: list[dict[str, Any]]) -> None:
    """Write `<file>.certificate.json` beside each file: what passed the gate, by which agreement, with what proof."""
    agreement, purpose = passage.release.agreement, passage.release.purpose
    held = night.con.execute(
        "select code, count(*) from privacy.suppression where release = ? group by code order by code",
        [passage.release.name],
    ).fetchall()
    for entry in entries:
        said = {
            "release": passage.release.name,
            "night": str(night.today),
            "file": entry["file"],
            "rows": entry["rows"],
            "sha256": entry["sha256"],
            "recipient": agreement.recipient,
            "purpose": agreement.purpose,
            "lawful_basis": purpose.lawful_basis if purpose else None,
            "mode": agreement.mode,
            "agreement": {"version": agreement.version, "until": str(agreement.until) if agreement.until else None},
            "columns": [
                {"column": c.name, "grade": c.grade, "from": [f"{table}.{column.name}" for table, column in c.origins]}
                for c in passage.columns
            ],
            "agreed": {"k": agreement.k, "l": agreement.l, "t": agreement.t} if entry["k"] is not None else None,
            "measured": {name: entry[name] for name in ("k", "l", "t", "epsilon") if entry[name] is not None},
            **(_told_of_rows(night, passage, dict(held)) if passage.counts is None else {}),
            "key_name": entry["key_name"],
            "ledger": {"number": entry["number"], "previous_hash": entry["previous_hash"], "hash": entry["hash"]},
        }
        text = json.dumps(said, ensure_ascii=False, indent=1)
        write_private(folder / f"{entry['file']}.certificate.json", text.encode())


def _told_of_rows(night: Night, passage: Passage, held: dict[str, int]) -> dict[str, object]:
    """Exact counts of customers, which stand beside rows but never beside counts with noise."""
    return {
        "selected": passage.selected,
        "held_back": held,
        "taken_away": removal_reasons(night.con, passage.relations),
    }


def keep_head(night_ledger: list[tuple[int, str]], state: Path, today: date) -> None:
    """Keep the last number and hash of the ledger outside the warehouse."""
    number, last_hash = night_ledger[0] if night_ledger else (0, GENESIS)
    write_private(State(state).ledger / f"{today}.json", json.dumps({"number": number, "hash": last_hash}).encode())
