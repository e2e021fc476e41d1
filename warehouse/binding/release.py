"""Releases bound: the gate's look at the SELECT, what was agreed, and the SELECT itself on made-up rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from expectations.company import Company
from expectations.problem import Problem
from expectations.release.agreement import Agreement, Purpose, read_agreement, read_purposes
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault, Written
from warehouse.binding.select import bound
from warehouse.binding.statement import relations
from warehouse.binding.vocabulary import unknown_words
from warehouse.release.gate import Refused, examine
from warehouse.release.passage import Request

SOME_DAY = date(2000, 1, 1)


def release_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every release; what only the night can know (that it ended, budgets, groups) is not among them."""
    purposes, _ = read_purposes(company.purposes)
    known = {purpose.purpose: purpose for purpose in purposes}
    for name, (file, query) in company.releases.items():
        agreement, problems = read_agreement(file)
        yield from (Fault("release", name, problem) for problem in problems)
        if agreement:
            yield from _agreed(name, file, agreement, known)
        written = Written("release", name, f"releases/{query.name}", query.read_text("utf-8"))
        made, faults = bound(empty, written, empty.declared)
        yield from faults
        if made:
            read = {table for table, _ in relations(made.statement.query)}
            columns = [column for table in empty.declared.values() if table.name in read for column in table.columns]
            yield from (written.fault(*said) for said in unknown_words(made.statement, columns))
        if made and agreement and agreement.purpose in known:
            yield from _gate(written, agreement, known[agreement.purpose], empty)


def _agreed(name: str, file: Path, agreement: Agreement, known: dict[str, Purpose]) -> Iterator[Fault]:
    """What an agreement says of its own columns and of a purpose."""
    from expectations.lined_yaml import read_yaml
    from expectations.problem import Findings, nearest

    findings = Findings(f"releases/{file.name}", read_yaml(file.read_text("utf-8"), "")[1].lines)
    if agreement.purpose not in known:
        fix = nearest(agreement.purpose, known) if known else "Write it in purposes.yaml first."
        findings.add(("purpose",), f"purposes.yaml has no purpose `{agreement.purpose}`.", fix)
    for key in ("quasi_identifiers", "sensitive", "scanned", "phones", "numbers"):
        for column in getattr(agreement, key):
            if column not in agreement.columns:
                fix = nearest(column, agreement.columns)
                findings.add((key,), f"`{column}` of `{key}` is not among the columns.", fix)
    for problem in findings.problems:
        yield Fault("release", name, problem)


def _gate(written: Written, agreement: Agreement, purpose: Purpose, empty: EmptyWarehouse) -> Iterator[Fault]:
    """What the gate would refuse every night, before a row is read."""
    request = Request(written.name, written.text, replace(agreement, until=None), purpose)
    try:
        examine(written.text, request.terms, SOME_DAY, empty.declared)
    except Refused as refused:
        sentence = f"The gate refuses it ({refused.code}): {refused.sentence}."
        yield Fault("release", written.name, Problem(written.path, 1, sentence, _cure(refused.code)))


def _cure(code: str) -> str:
    return {
        "NOT_MINIMISED": "Select exactly the `columns` of the agreement, in their order.",
        "GRADE": "Leave the column out, or raise `highest_grade` of the purpose in purposes.yaml.",
        "CATEGORY": "Leave the column out, or name its category in purposes.yaml.",
        "NO_ID": "Begin with `customer_id`.",
        "FREE_TEXT": "Leave the column out, or name it under `scanned`.",
        "QUASI_ID": "Name it under `quasi_identifiers`.",
        "DIRECT_ID": "Leave it out.",
    }.get(code, "See docs/privacy.md.")
