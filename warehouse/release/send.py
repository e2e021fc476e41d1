"""Releases of the night: what was agreed, each release through the gate into files, the files into place."""

import json
import shutil
from datetime import date
from pathlib import Path

from expectations.company import Company, Part, Problem, Purpose
from expectations.company.state import State
from expectations.release.agreement import Agreement
from warehouse.night import Night
from warehouse.private_file import recipient_key
from warehouse.published.query import ask
from warehouse.release import gate
from warehouse.release.acknowledgement import read_results
from warehouse.release.delta import Difference, note_sent
from warehouse.release.disclosure_ledger import check_ledger, keep_head
from warehouse.release.passage import Passage
from warehouse.release.terms import terms_of
from warehouse.release.write import write_files
from warehouse.subject.rewrite import carry_erasures

# The recipient's own id of somebody erased stays until the recipient was told to remove it.
STILL_NEEDED = """
customer_id not in (select customer_id from last_night.privacy.erasure)
or (release, customer_id) in (select release, customer_id from last_night.privacy.disclosure_subject)
"""


def declare(company: Company, night: Night) -> None:
    """Write what was agreed into the night, and bring over from last night the ledger and what recipients hold."""
    night.rows(
        "ops.omission", [row for part, faults in company.refused.items() for row in _omission_rows(part, faults)]
    )
    night.rows("privacy.purpose", [_purpose_row(p) for p in company.purposes.values()])
    night.rows("privacy.release_contract", [_contract_row(n, one.agreement) for n, one in company.releases.items()])
    _carry_agreed(company, night)
    night.carry("privacy.disclosure", "true", [])
    carry_erasures(night)
    night.carry("privacy.delivery", "sent_on <> ?", [night.today])
    night.carry("privacy.disclosure_subject", "not list_contains(?, release)", [list(company.releases)])
    night.carry("privacy.export_crosswalk", STILL_NEEDED, [])
    _settle(company.state, night)


def _carry_agreed(company: Company, night: Night) -> None:
    """A slip of the pen ends no agreement: where the folder is wrong, what was agreed the night before stands."""
    night.carry("privacy.release_contract", "list_contains(?, release)", [company.names_refused("release")])
    if company.names_refused("purpose"):
        night.carry("privacy.purpose", "not list_contains(?, purpose)", [list(company.purposes)])


def send(company: Company, night: Night, name: str) -> str:
    """Status of one release after the gate; its files wait in a hidden folder until the night is published.

    One that the folder spoils is refused, and the recipient keeps what it holds.
    """
    if faults := company.refused.get(("release", name)):
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        night.rows("privacy.release_result", [(name, "refused", "FOLDER", f"{faults[0]}{more}", *[0] * 7)])
        _tell_withdrawals(night, name, is_told=False)
        return "refused"
    release = company.releases[name]
    passage = Passage(release, company.tables)
    read_results(night, company.state, release)
    key = recipient_key(company.state, release.agreement.recipient)
    try:
        check_ledger(night, company.state)
        share = float(company.thresholds["removal_share"])
        difference = passage.through(night.con, night.today, key, share, State(company.state).plans)
        write_files(company.state, night, passage, key)
    except gate.Refused as refused:
        counts = (passage.selected, passage.suppressed, 0, 0, 0, 0, 0)
        night.rows("privacy.release_result", [(name, "refused", refused.code, refused.sentence, *counts)])
        night.carry("privacy.disclosure_subject", "release = ?", [name])
        _tell_withdrawals(night, name, is_told=False)
        return "refused"
    if passage.counts is None:
        note_sent(night.con, passage.relations, terms_of(release), night.today)
    night.rows("privacy.release_result", [(name, "released", None, None, *_counts(passage, difference))])
    _tell_withdrawals(night, name, is_told=True)
    return "released"


def put_in_place(company: Company, today: date) -> None:
    """Give the files of a published night their names."""
    for waiting in sorted(State(company.state).exports.glob(f"*/.{today}.waiting")):
        _place(waiting)
    query = "select number, hash from privacy.disclosure order by number desc limit 1"
    keep_head(ask(company.files.live, query).rows(), company.state, today)


def _settle(state: Path, night: Night) -> None:
    """Files of a night that was published and could not place them get their names; those of a lost night go."""
    published = night.con.execute(
        "select 1 from duckdb_views() where database_name = 'last_night' and schema_name = 'ops'"
    ).fetchall()
    last = night.con.execute("select today from last_night.ops.setting").fetchall()[0][0] if published else None
    for waiting in sorted(State(state).exports.glob("*/.*.waiting")):
        if waiting.name == f".{last}.waiting":
            _place(waiting)
        else:
            shutil.rmtree(waiting)


def _place(waiting: Path) -> None:
    destination = waiting.with_name(waiting.name.removeprefix(".").removesuffix(".waiting"))
    if (destination / "results").exists():
        (destination / "results").replace(waiting / "results")
    if destination.exists():
        shutil.rmtree(destination)
    waiting.replace(destination)


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


def _tell_withdrawals(night: Night, name: str, is_told: bool) -> None:
    """Note whom the recipient holds without a basis: by word of the customer, or because the agreement ended."""
    night.provide_last_night(("privacy.disclosure_subject",))
    night.con.execute(
        """insert into privacy.withdrawal
           with agreed as (
             select r.release, r.recipient, r.purpose, p.needs_consent,
               p.purpose is null or coalesce(r.until < ?, false) as has_ended,
               not list_contains(?, p.lawful_basis) as may_object
             from privacy.release_contract r left join privacy.purpose p on p.purpose = r.purpose
             where r.release = ?
           )
           select s.release, s.customer_id, t.recipient,
             case
               when t.has_ended then 'ENDED'
               when e.customer_id is not null then 'ERASED'
               when c.customer_id is null then 'NO_CONSENT'
               else 'DENIED'
             end, s.last_sent_on, ?
           from last_night.privacy.disclosure_subject s
           inner join agreed t on t.release = s.release
           left join privacy.consent c on c.customer_id = s.customer_id and c.purpose = t.purpose
           left join identity.identity_alias a on a.alias_id = s.customer_id
           left join privacy.erasure e on e.customer_id = s.customer_id
           where a.alias_id is null
             and (t.has_ended or e.customer_id is not null or (t.needs_consent and not coalesce(c.is_granted, false))
               or (t.may_object and not c.is_granted and c.basis = 'objection'))""",
        [night.today, list(gate.BINDING), name, is_told],
    )


def _omission_rows(part: Part, faults: tuple[Problem, ...]) -> list[tuple[object, ...]]:
    return [(*part, fault.path, fault.line, fault.sentence, fault.fix) for fault in faults]


def _purpose_row(p: Purpose) -> tuple[object, ...]:
    categories = json.dumps(p.categories) if p.categories else None
    return (p.purpose, p.sentence, p.lawful_basis, p.needs_consent, p.retention_days, p.highest_grade, categories)


def _contract_row(name: str, a: Agreement) -> tuple[object, ...]:
    return (name, a.recipient, a.purpose, a.mode, json.dumps(a.columns), a.k, a.l, a.t, a.budget, a.until, a.version)
