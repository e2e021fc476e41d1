"""One release of the night: through the gate, into files, into the ledger."""

import hashlib
import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.company import Company, CompanyError
from flows.release.agreement import Agreement, Purpose, read_agreement, read_purposes
from transforms.disclosure.formula_guard import guard_cells
from transforms.disclosure.keyed_id import keyed_ids
from transforms.disclosure.ledger import GENESIS, chain
from warehouse import gate
from warehouse.night import Night

KEY_BYTES = 32
FILES = {"create": "to_create", "update": "to_update", "remove": "to_remove"}


def agreements(company: Company) -> tuple[dict[str, Purpose], dict[str, Agreement]]:
    """Purposes and releases of the company; CompanyError names what is wrong in their files."""
    purposes, problems = read_purposes(company.purposes)
    agreed = {}
    for name, (file, _) in company.releases.items():
        one, faults = read_agreement(file)
        problems += faults
        if one:
            agreed[name] = one
    if problems:
        raise CompanyError(problems)
    return {p.purpose: p for p in purposes}, agreed


def declare(company: Company, night: Night) -> None:
    """Write what was agreed into the night, and bring the ledger and what recipients hold over from last night."""
    purposes, agreed = agreements(company)
    night.rows(
        "privacy.purpose",
        [
            (p.purpose, p.sentence, p.lawful_basis, p.needs_consent, p.retention_days, p.highest_grade)
            for p in purposes.values()
        ],
    )
    night.rows(
        "privacy.release_contract",
        [
            (name, a.recipient, a.purpose, a.mode, json.dumps(a.columns), a.k, a.l, a.t, a.until, a.version)
            for name, a in agreed.items()
        ],
    )
    night.carry("privacy.disclosure", "true", [])


def send(company: Company, night: Night, name: str) -> str:
    """Status of one release after the gate; its files wait in a hidden folder until the night is published."""
    purposes, agreed = agreements(company)
    agreement, query = agreed[name], company.releases[name][1].read_text("utf-8")
    terms = _terms(name, agreement, purposes.get(agreement.purpose))
    selected = suppressed = 0
    try:
        gate.examine(query, terms, night.today)
        selected = gate.select(night.con, query, terms)
        suppressed = gate.hold_back(night.con, terms, night.today)
        key = recipient_key(company, agreement.recipient)
        difference = gate.compare(night.con, terms, key, float(company.thresholds["removal_share"]))
    except gate.Refused as refused:
        row = (name, "refused", refused.code, refused.sentence, selected, suppressed, 0, 0, 0, 0)
        night.rows("privacy.release_result", [row])
        night.carry("privacy.disclosure_subject", "release = ?", [name])
        return "refused"
    k = gate.smallest_group(night.con, terms.quasi_identifiers)
    _write(company, night, name, agreement, key, k)
    counts = (difference.created, difference.updated, difference.removed, difference.unchanged)
    night.rows("privacy.release_result", [(name, "released", None, None, selected, suppressed, *counts)])
    return "released"


def put_in_place(company: Company, today: date) -> None:
    """Give the files of a published night their names."""
    for waiting in sorted((company.state / "exports").glob(f"*/.{today}.waiting")):
        target = waiting.with_name(str(today))
        if target.exists():
            for old in target.iterdir():
                old.unlink()
            target.rmdir()
        waiting.replace(target)


def recipient_key(company: Company, recipient: str) -> bytes:
    """The recipient's key: from SHOPKEEPER_KEY_<RECIPIENT> in hexadecimal, else kept in the state folder, made once."""
    given = os.environ.get(f"SHOPKEEPER_KEY_{recipient.upper()}")
    if given:
        return bytes.fromhex(given)
    file = company.state / "keys" / f"{recipient}.key"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_hex(KEY_BYTES))
        part.replace(file)
    return bytes.fromhex(file.read_text())


def _terms(name: str, agreement: Agreement, purpose: Purpose | None) -> gate.Terms:
    return gate.Terms(
        release=name,
        columns=agreement.columns,
        purpose=purpose.purpose if purpose else None,
        highest_grade=purpose.highest_grade if purpose else "public",
        needs_consent=purpose.needs_consent if purpose else True,
        retention_days=purpose.retention_days if purpose else None,
        is_identified=agreement.mode == "activation",
        quasi_identifiers=agreement.quasi_identifiers,
        k=agreement.k,
        until=agreement.until,
    )


def _write(company: Company, night: Night, name: str, agreement: Agreement, key: bytes, k: int | None) -> None:
    """Write create, update and remove, the manifest, the ledger and what the recipient now holds."""
    folder = company.state / "exports" / name / f".{night.today}.waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = []
    for part, table in FILES.items():
        columns = ["_gone as customer_id"] if part == "remove" else list(agreement.columns)
        rows = night.con.sql(f"select {', '.join(columns)} from {table} order by customer_id").pl()
        text = _csv(_pseudonymous(rows, agreement, key), agreement)
        _private(folder / f"{part}.csv", text)
        entries.append({"file": f"{part}.csv", "rows": rows.height, "sha256": hashlib.sha256(text).hexdigest()})
    manifest = {
        "release": name,
        "night": str(night.today),
        "recipient": agreement.recipient,
        "purpose": agreement.purpose,
        "mode": agreement.mode,
        "version": agreement.version,
        "columns": agreement.columns,
        "key": "customer_id",
        "empty_cell": "leave the recipient's value as it is",
        "smallest_group": k,
        "files": entries,
    }
    _private(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    _enter(night, name, agreement, entries, k)
    night.con.execute(
        """insert into privacy.disclosure_subject
           select ?, customer_id, customer_id, _digest, coalesce(_first, ?), case when _sent = _digest then _last else ? end
           from compared where _digest is not null""",
        [name, night.today, night.today],
    )


def _enter(night: Night, name: str, agreement: Agreement, entries: list[dict[str, Any]], k: int | None) -> None:
    last = night.con.execute("select number, hash from privacy.disclosure order by number desc limit 1").fetchall()
    number, previous = last[0] if last else (0, GENESIS)
    rows = [
        {
            "number": number + place,
            "release": name,
            "released_on": night.today,
            "recipient": agreement.recipient,
            "purpose": agreement.purpose,
            "mode": agreement.mode,
            "file": entry["file"],
            "rows": entry["rows"],
            "columns": json.dumps(agreement.columns),
            "k": k,
            "sha256": entry["sha256"],
        }
        for place, entry in enumerate(entries, start=1)
    ]
    night.rows("privacy.disclosure", [tuple(row.values()) for row in chain(rows, previous)])


def _pseudonymous(rows: pl.DataFrame, agreement: Agreement, key: bytes) -> pl.DataFrame:
    """Ids under the recipient's key, unless the release goes to a CRM that must know the customer."""
    if agreement.mode == "activation":
        return rows
    return rows.with_columns(keyed_ids(rows["customer_id"], key, "customer"))


def _csv(rows: pl.DataFrame, agreement: Agreement) -> bytes:
    """UTF-8 CSV with LF line ends; cells that a spreadsheet would run are quoted."""
    typed = {**dict.fromkeys(agreement.phones, "phone"), **dict.fromkeys(agreement.numbers, "number")}
    kept = {name: kind for name, kind in typed.items() if name in rows.columns}
    return guard_cells(rows, kept).write_csv(null_value="").encode()  # type: ignore[arg-type]


def _private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
