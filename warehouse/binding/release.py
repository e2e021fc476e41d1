"""Releases bound: the gate's look at the SELECT, what was agreed, and the SELECT itself on made-up rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from expectations.company import Company, Release
from expectations.problem import Problem
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault, Written
from warehouse.binding.select import bound
from warehouse.binding.statement import relations
from warehouse.binding.vocabulary import unknown_words
from warehouse.release.gate import Refused, examine
from warehouse.release.terms import terms_of

SOME_DAY = date(2000, 1, 1)


def release_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every SELECT; what only the night can know (that it ended, budgets, groups) is not among them."""
    for name, release in company.releases.items():
        written = Written("release", name, f"releases/{name}.sql", release.query)
        made, faults = bound(empty, written, empty.declared)
        yield from faults
        if made:
            read = {table for table, _ in relations(made.statement.query)}
            columns = [column for table in empty.declared.values() if table.name in read for column in table.columns]
            yield from (written.fault(*said) for said in unknown_words(made.statement, columns))
            yield from _gate(written, release, empty)


def _gate(written: Written, release: Release, empty: EmptyWarehouse) -> Iterator[Fault]:
    """What the gate would refuse every night, before a row is read."""
    try:
        examine(written.text, replace(terms_of(release), until=None), SOME_DAY, empty.declared)
    except Refused as refused:
        sentence = f"The gate refuses it ({refused.code}): {refused.sentence}."
        yield Fault("release", written.name, Problem(written.path, 1, sentence, _cure(refused.code)), True)


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
