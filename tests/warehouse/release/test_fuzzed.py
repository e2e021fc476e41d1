"""Drawn releases: none crashes, none leaks, and what a system imports is what was cleared."""

import hashlib
import itertools
import os
from datetime import timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings

from expectations.company import Release
from expectations.lined_yaml import read_yaml
from expectations.release.agreed import read_agreement
from tests.warehouse.release.drawn_release import ADDRESSES, RESTRICTED, TEXTS, Drawn, mark, releases
from tests.warehouse.release.imported import Held, take
from tests.world import TODAY, world
from transforms.method.disclosure.formula_guard import RISKY
from warehouse.release.delta import note_sent
from warehouse.release.gate import BINDING, Refused
from warehouse.release.passage import Passage
from warehouse.release.render import File
from warehouse.release.terms import terms_of
from warehouse.release.write import rendered

# `make bench-privacy` draws a thousand.
EXAMPLES = int(os.environ.get("FUZZED_RELEASES", "250"))
KEY = bytes(range(32))
MARKED = (*TEXTS, *RESTRICTED, "email")
CLEARED = (
    "identity.customer", "value.purchase", "privacy.consent", "privacy.suppression", "privacy.disclosure_subject",
    "privacy.delivery", "privacy.export_crosswalk", "last_night.privacy.disclosure_subject",
)  # fmt: skip
Rows = dict[str, dict[str, Any]]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """One warehouse for all releases; each empties what it fills."""
    return world({})


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(drawn=releases())
def test_a_drawn_release_is_refused_or_leaves_without_a_leak(
    drawn: Drawn, con: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document, findings = read_yaml(drawn.agreement, "releases/crm.yaml")
    agreement = read_agreement(document, findings)
    if agreement is None or findings.problems:
        event("refused when it is read")
        return
    for table in CLEARED:
        con.execute(f"delete from {table}")
    request, held, ended = Release("crm", drawn.query, agreement, drawn.purpose), Held(), "released"
    for night, people in enumerate(drawn.nights):
        fill(con, people, drawn.said)
        try:
            passage = Passage(request)
            passage.through(con, TODAY + timedelta(days=night), KEY, 1.0)
            files = rendered(con, passage, KEY)
        except Refused as refused:
            ended = f"refused: {refused.code}"
            break
        allowed = cleared(con, passage.relations.cleared)
        leaks_nothing(files, request, drawn, allowed)
        if request.destination.format == "csv" and request.destination.id_field and terms_of(request).is_identified:
            import_files(held, files, request)
            assert told(held, request) == expected(allowed, request)
        hand_over(con, passage, night)
    event(f"{agreement.mode} {ended}")


def fill(con: duckdb.DuckDBPyConnection, people: dict[str, dict[str, Any]], said: dict[str, bool | None]) -> None:
    """Tonight's customers, who bought today, and what they said."""
    con.execute("delete from identity.customer; delete from value.purchase; delete from privacy.consent")
    con.execute("delete from privacy.suppression")
    for row in people.values():
        names = [*row, "party_type", "records", "sources"]
        marks = ", ".join("?" * len(names))
        con.execute(
            f"insert into identity.customer ({', '.join(names)}) values ({marks})", [*row.values(), "person", 1, 1]
        )
        answer = said[row["customer_id"]]
        if answer is not None:
            basis = "consent" if answer else "objection"
            con.execute(
                """insert into privacy.consent
                   (customer_id, purpose, is_granted, basis, reason, valid_from, recorded_at)
                   values (?, 'marketing', ?, ?, '.', '2026-01-01', '2026-01-01')""",
                [row["customer_id"], answer, basis],
            )


def cleared(con: duckdb.DuckDBPyConnection, name: str) -> Rows:
    """The rows that may leave, by id."""
    return {row["customer_id"]: row for row in con.sql(f"from {name}").pl().to_dicts()}


def leaks_nothing(files: list[File], request: Release, drawn: Drawn, allowed: Rows) -> None:
    """No file holds anything of who may not leave, or of a column that was not agreed."""
    purpose, agreement = request.purpose, request.agreement
    assert purpose is not None
    content = b"\n".join(searchable(file) for file in files)
    for customer, answer in drawn.said.items():
        may_leave = answer is True or (
            not purpose.needs_consent and (answer is None or purpose.lawful_basis in BINDING)
        )
        assert may_leave or customer not in allowed
        for column in MARKED:
            told_plainly = (
                may_leave and customer in allowed and terms_of(request).is_identified and column in agreement.columns
            )
            assert told_plainly or mark(customer, column).encode() not in content.lower()
    if purpose.highest_grade != "restricted":
        assert not set(RESTRICTED) & set(agreement.columns)
    if not terms_of(request).is_identified:
        for customer, column in itertools.product(drawn.said, ADDRESSES):
            values = [night[customer][column] for night in drawn.nights if customer in night]
            for value in filter(None, values):
                assert value.encode() not in content
                assert hashlib.sha256(value.strip().lower().encode()).hexdigest().encode() not in content
        groups: dict[tuple[Any, ...], int] = {}
        for row in allowed.values():
            group = tuple(row[name] for name in agreement.quasi_identifiers)
            groups[group] = groups.get(group, 0) + 1
            assert row["customer_id"].encode() + b"," not in content
        assert all(size >= agreement.k for size in groups.values())
    if request.destination.format == "csv":
        no_formula(files, request)


def searchable(file: File) -> bytes:
    """Content as text; Parquet is read, for compressed bytes would hide what is in them."""
    return str(pl.read_parquet(file.content).rows()).encode() if file.name.endswith("parquet") else file.content


def no_formula(files: list[File], request: Release) -> None:
    """No cell but a phone starts like a formula."""
    phone = request.agreement.fields.get("phone", "phone")
    for file in files:
        rows = pl.read_csv(file.content, infer_schema=False) if file.rows else pl.DataFrame()
        mixed = request.destination.each_into[1:] if request.destination.each_into else ()
        for name in rows.columns:
            if name != phone and name not in mixed:
                assert not rows[name].str.normalize("NFKC").str.contains(RISKY).any()


def import_files(held: Held, files: list[File], request: Release) -> None:
    """Give the files to the system in the order that its manual asks for."""
    order = ("update", "create", "remove")
    for file in sorted((f for f in files if not f.name.startswith("merge")), key=lambda f: order.index(f.name[:6])):
        take(held, file.name[:6], file.content, request.destination)


def told(held: Held, request: Release) -> Rows:
    """What the system holds, without what it does not know and without the guard's quotes."""
    return {
        one: {name: cell.removeprefix("'") for name, cell in row.items() if cell is not None}
        for one, row in held.items()
    }


def expected(allowed: Rows, request: Release) -> Rows:
    """What was cleared, in the words of the system; an empty text is nothing."""
    fields, found = request.agreement.fields, {}
    for one, row in allowed.items():
        cells = {
            fields.get(name, name): str(value).lower() if isinstance(value, bool) else value.removeprefix("'")
            for name, value in row.items()
            if name != "customer_id" and value is not None and value != ""
        }
        found[one] = cells
    return found


def hand_over(con: duckdb.DuckDBPyConnection, passage: Passage, night: int) -> None:
    """Let tonight be the night before, and the system tell its own ids."""
    con.execute("delete from privacy.disclosure_subject; delete from privacy.delivery")
    note_sent(con, passage.relations, terms_of(passage.release), TODAY + timedelta(days=night))
    con.execute("delete from last_night.privacy.disclosure_subject")
    con.execute("insert into last_night.privacy.disclosure_subject select * from privacy.disclosure_subject")
    con.execute("delete from privacy.export_crosswalk")
    # A system that never saw our ids cannot tell an id of its own that holds one.
    theirs = "customer_id" if terms_of(passage.release).is_identified else "md5(customer_id)"
    con.execute(
        f"""insert into privacy.export_crosswalk
           select release, customer_id, 'T' || {theirs}, first_sent_on, first_sent_on
           from privacy.disclosure_subject"""
    )
