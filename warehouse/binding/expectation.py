"""Rules that a contract writes for Great Expectations: tried where they stand, since each has rules of its own.

The library takes seconds to load, so it is asked only where a contract speaks its language; what `unique` and
`duplicateValues` become is known here.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from expectations.company import Company
from expectations.contract.source_object import Rule, SourceObject
from expectations.problem import Problem, nearest
from warehouse.binding.contract_line import Lines
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault

OURS = {
    "expect_column_values_to_be_unique": {"column"},
    "expect_compound_columns_to_be_unique": {"column_list", "ignore_row_if"},
}


def expectation_faults(company: Company) -> Iterator[Fault]:
    """Every rule of Great Expectations that could not be evaluated at night."""
    asked: list[SourceObject] = []
    for contract in company.contracts:
        for found in contract.objects:
            rules = [rule for rule in found.rules if rule.expectation]
            for rule in rules:
                yield from _without_column(company, found, rule)
            foreign = tuple(rule for rule in rules if not _is_ours(rule) and not list(_missing(found, rule)))
            if foreign:
                asked.append(replace(found, rules=foreign))
    if asked:
        yield from _tried(company, asked)


def _is_ours(rule: Rule) -> bool:
    return OURS.get(str(rule.expectation)) == set(rule.arguments)


def _missing(found: SourceObject, rule: Rule) -> list[str]:
    """Columns that the rule names and the object does not have."""
    given = rule.arguments
    listed = given.get("column_list")
    named = [given.get(key) for key in ("column", "column_A", "column_B")]
    named += listed if isinstance(listed, list) else []
    known = {column.name for column in found.columns}
    return [str(name) for name in named if name is not None and name not in known]


def _without_column(company: Company, found: SourceObject, rule: Rule) -> Iterator[Fault]:
    for name in _missing(found, rule):
        fix = nearest(name, [column.name for column in found.columns])
        yield _fault(company, found, rule, f"`{found.name}` has no column `{name}`.", fix)


def _tried(company: Company, objects: list[SourceObject]) -> Iterator[Fault]:
    """What Great Expectations itself cannot evaluate on made-up rows."""
    from expectations.suite.suite import NOT_EVALUATED, validate

    with TemporaryDirectory() as folder:
        file = Path(folder) / "building.duckdb"
        with duckdb.connect(str(file)) as con:
            for found in objects:
                EmptyWarehouse(con, {}).make(found.table, found.columns)
        results = validate(file, [], objects)
    failed = {(r.table, r.sentence.removesuffix(NOT_EVALUATED).strip()) for r in results if NOT_EVALUATED in r.sentence}
    for found in objects:
        for rule in found.rules:
            if (found.table, rule.sentence.strip()) in failed:
                said = f"The rule '{rule.sentence}' cannot be evaluated."
                fix = "Look at the name of the expectation, its arguments, and the type of its column."
                yield _fault(company, found, rule, said, fix)


def _fault(company: Company, found: SourceObject, rule: Rule, sentence: str, fix: str) -> Fault:
    path = f"sources/{found.source}/contract.yaml"
    line = Lines(company.root / path).of_rule(found, rule)
    return Fault("rule", found.table, Problem(path, line, sentence, fix))
