"""Releases of the night: what was agreed, each release through the gate into files, the files into place."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows.company import Company, CompanyError
from flows.release.agreement import Agreement, Purpose, read_agreement, read_purposes
from flows.release.ledger import certify, check_ledger, enter, keep_head
from flows.release.passage import Passage, Request
from flows.release.private import recipient_key, write_private
from transforms.disclosure.formula_guard import guard_cells
from transforms.disclosure.keyed_id import keyed_ids
from warehouse import gate
from warehouse.difference import Difference
from warehouse.night import Night

# Part of a release -> its rows; the id stands first in each.
PARTS = {
    "create": "select {columns} from to_create",
    "update": "select {columns} from to_update",
    "remove": "select _gone as customer_id from to_remove",
    "merge": "select customer_id, merged_into from to_merge",
}
IDS = ("customer_id", "merged_into")


def requests(company: Company) -> dict[str, Request]:
    """The releases of the company by name; CompanyError names what is wrong in their files."""
    purposes, problems = read_purposes(company.purposes)
    known: dict[str, Purpose] = {p.purpose: p for p in purposes}
    found: dict[str, Request] = {}
    for name, (file, query) in company.releases.items():
        agreement, faults = read_agreement(file)
        problems += faults
        if agreement:
            found[name] = Request(name, query.read_text("utf-8"), agreement, known.get(agreement.purpose))
    if problems:
        raise CompanyError(problems)
    return found


def declare(company: Company, night: Night) -> None:
    """Write what was agreed into the night, and bring over from last night the ledger and what recipients hold."""
    asked = requests(company)
    purposes, _ = read_purposes(company.purposes)
    night.rows("privacy.purpose", [_purpose_row(p) for p in purposes])
    night.rows("privacy.release_contract", [_contract_row(name, one.agreement) for name, one in asked.items()])
    night.carry("privacy.disclosure", "true", [])
    night.carry("privacy.disclosure_subject", "not list_contains(?, release)", [list(asked)])
    _settle(company.state, night)


def send(company: Company, night: Night, name: str) -> str:
    """Status of one release after the gate; its files wait in a hidden folder until the night is published."""
    request = requests(company)[name]
    passage = Passage(request)
    key = recipient_key(company.state, request.agreement.recipient)
    try:
        check_ledger(night, company.state)
        difference = passage.through(night.con, night.today, key, float(company.thresholds["removal_share"]))
    except gate.Refused as refused:
        counts = (passage.selected, passage.suppressed, 0, 0, 0, 0, 0)
        night.rows("privacy.release_result", [(name, "refused", refused.code, refused.sentence, *counts)])
        night.carry("privacy.disclosure_subject", "release = ?", [name])
        _tell_withdrawals(night, request, is_told=False)
        return "refused"
    _write(company.state, night, passage, key)
    night.rows("privacy.release_result", [(name, "released", None, None, *_counts(passage, difference))])
    _tell_withdrawals(night, request, is_told=True)
    return "released"


def put_in_place(company: Company, today: date) -> None:
    """Give the files of a published night their names."""
    from warehouse.night import Files
    from warehouse.query import ask

    for waiting in sorted((company.state / "exports").glob(f"*/.{today}.waiting")):
        _place(waiting)
    query = "select number, hash from privacy.disclosure order by number desc limit 1"
    keep_head(ask(Files(company.state / "warehouse").live, query).rows(), company.state, today)


def _settle(state: Path, night: Night) -> None:
    """Files of a night that was published and could not place them get their names; those of a lost night go."""
    published = night.con.execute(
        "select 1 from duckdb_views() where database_name = 'last_night' and schema_name = 'ops'"
    ).fetchall()
    last = night.con.execute("select today from last_night.ops.setting").fetchall()[0][0] if published else None
    for waiting in sorted((state / "exports").glob("*/.*.waiting")):
        if waiting.name == f".{last}.waiting":
            _place(waiting)
        else:
            shutil.rmtree(waiting)


def _place(waiting: Path) -> None:
    target = waiting.with_name(waiting.name.removeprefix(".").removesuffix(".waiting"))
    if target.exists():
        shutil.rmtree(target)
    waiting.replace(target)


def _write(state: Path, night: Night, passage: Passage, key: bytes) -> None:
    """Write the parts with certificates and manifest, the ledger, and what the recipient now holds."""
    name, agreement = passage.request.name, passage.request.agreement
    folder = state / "exports" / name / f".{night.today}.waiting"
    shutil.rmtree(folder, ignore_errors=True)
    files = []
    for part, query in PARTS.items():
        listed = gate.list_of_columns(agreement.columns)
        rows = night.con.sql(f"{query.format(columns=listed)} order by customer_id").pl()
        content = _csv(_pseudonymous(rows, agreement, key), agreement)
        write_private(folder / f"{part}.csv", content)
        digest = hashlib.sha256(content).hexdigest()
        files.append({"file": f"{part}.csv", "rows": rows.height, "columns": rows.columns, "sha256": digest})
    entries = enter(night, passage, key, files)
    certify(folder, night, passage, entries)
    manifest = _manifest(night, passage, files)
    write_private(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    night.con.execute(
        """insert into privacy.disclosure_subject
           select ?, customer_id, customer_id, _digest, coalesce(_first, ?),
             case when _sent = _digest then _last else ? end
           from compared where _digest is not null""",
        [name, night.today, night.today],
    )


def _manifest(night: Night, passage: Passage, files: list[dict[str, Any]]) -> dict[str, Any]:
    """What a recipient must know to take the files, and counts that explain how customers became rows."""
    agreement, difference = passage.request.agreement, passage.difference
    return {
        "release": passage.request.name,
        "sentence": agreement.sentence,
        "night": str(night.today),
        "recipient": agreement.recipient,
        "purpose": agreement.purpose,
        "mode": agreement.mode,
        "version": agreement.version,
        "key": "customer_id",
        "empty_cell": "leave the recipient's value as it is",
        "selected": passage.selected,
        "held_back": passage.suppressed,
        "unchanged": difference.unchanged if difference else 0,
        "files": files,
    }


def _counts(passage: Passage, difference: Difference) -> tuple[int, ...]:
    return (
        passage.selected,
        passage.suppressed,
        difference.created,
        difference.updated,
        difference.removed,
        difference.merged,
        difference.unchanged,
    )


def _tell_withdrawals(night: Night, request: Request, is_told: bool) -> None:
    """Note whom the recipient holds without a basis: by word of the customer, or because the agreement ended."""
    terms = request.terms
    has_ended = terms.purpose is None or (terms.until is not None and terms.until < night.today)
    night.con.execute(
        """insert into privacy.withdrawal
           select s.release, s.customer_id, ?,
             case when ? then 'ENDED' when c.customer_id is null then 'NO_CONSENT' else 'DENIED' end, s.last_sent_on, ?
           from last_night.privacy.disclosure_subject s
           left join privacy.consent c on c.customer_id = s.customer_id and c.purpose = ?
           left join identity.identity_alias a on a.alias_id = s.customer_id
           where s.release = ? and a.alias_id is null
             and (? or (? and not coalesce(c.is_granted, false))
               or (? and not c.is_granted and c.basis = 'objection'))""",
        [
            request.agreement.recipient, has_ended, is_told, terms.purpose, terms.release,
            has_ended, terms.needs_consent, terms.lawful_basis not in gate.BINDING,
        ],
    )  # fmt: skip


def _pseudonymous(rows: pl.DataFrame, agreement: Agreement, key: bytes) -> pl.DataFrame:
    """Ids under the recipient's key, unless the release goes to a CRM that must know the customer."""
    if agreement.mode == "activation":
        return rows
    return rows.with_columns(keyed_ids(rows[name], key, "customer") for name in IDS if name in rows.columns)


def _csv(rows: pl.DataFrame, agreement: Agreement) -> bytes:
    """UTF-8 CSV with LF line ends; cells that a spreadsheet would run are quoted."""
    typed = {**dict.fromkeys(agreement.phones, "phone"), **dict.fromkeys(agreement.numbers, "number")}
    kept = {name: kind for name, kind in typed.items() if name in rows.columns}
    return guard_cells(rows, kept).write_csv(null_value="").encode()  # type: ignore[arg-type]


def _purpose_row(p: Purpose) -> tuple[object, ...]:
    categories = json.dumps(p.categories) if p.categories else None
    return (p.purpose, p.sentence, p.lawful_basis, p.needs_consent, p.retention_days, p.highest_grade, categories)


def _contract_row(name: str, a: Agreement) -> tuple[object, ...]:
    return (name, a.recipient, a.purpose, a.mode, json.dumps(a.columns), a.k, a.l, a.t, a.until, a.version)
