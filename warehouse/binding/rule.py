"""Contracts bound: how cells are read, and every rule about rows or about the object as a whole."""

import re
from collections.abc import Iterator

import duckdb

from expectations.company import Company
from expectations.contract.source_object import Rule, SourceObject
from warehouse import ddl
from warehouse.admission.cast import filled, read, writing
from warehouse.binding.contract_line import Lines
from warehouse.binding.empty import TEXTS, EmptyWarehouse
from warehouse.binding.fault import Fault, Written
from warehouse.binding.select import bound
from warehouse.binding.statement import Unreadable, ctes, parse, relations, walk

SAID = {"date_formats", "timestamp_formats", "time_zone"}
NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "BOOLEAN")


def rule_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every contract, in the order of its objects."""
    for contract in company.contracts:
        path = f"sources/{contract.source}/contract.yaml"
        lines = Lines(company.root / path)
        for found in contract.objects:
            for fault in _cells(company, empty, found, Written("rule", found.table, path, "")):
                yield _at(fault, lines.of_object(found))
            for rule in found.rules:
                for fault in _of_rule(empty, found, rule, path):
                    yield _at(fault, lines.of_rule(found, rule))


def _of_rule(empty: EmptyWarehouse, found: SourceObject, rule: Rule, path: str) -> Iterator[Fault]:
    if rule.predicate:
        yield from _row_faults(empty, found, Written("rule", found.table, path, _row_rule(found, rule)), rule)
    elif rule.query:
        yield from _figure_faults(empty, found, Written("rule", found.table, path, _figure(found, rule)), rule)


def _cells(company: Company, empty: EmptyWarehouse, found: SourceObject, written: Written) -> Iterator[Fault]:
    """Formats and zones with which the cells of the object are read, where the contract says any."""
    if not SAID.intersection(found.options):
        return
    how = writing(found.options, company.time_zone)
    given = ", ".join(f"({ddl.text(text)})" for text in TEXTS if text)
    cells = ", ".join(read(f"({filled('c', 'VARCHAR', how)})", "VARCHAR", c.type, how) for c in found.columns)
    try:
        empty.con.execute(f"select {cells} from (values {given}) t(c)").fetchall()
    except duckdb.Error:
        said = f"The cells of `{found.name}` cannot be read as its options say."
        yield written.fault(1, said, "Look at `date_formats`, `timestamp_formats` and `time_zone`.")


def _row_rule(found: SourceObject, rule: Rule) -> str:
    """The predicate over the columns that it sees at the door: those of the object, and the day of the night."""
    has_today = any(column.name == "today" for column in found.columns)
    today = "" if has_today else ", date '2000-01-01' as today"
    return f"select _line, ({rule.predicate}) as holds from (select *, 1 as _line{today} from {found.table}) as row_of"


def _row_faults(empty: EmptyWarehouse, found: SourceObject, written: Written, rule: Rule) -> Iterator[Fault]:
    if stray := _strays(empty, str(rule.predicate)):
        yield written.fault(1, f"The rule '{rule.sentence}' {stray}.", "Write one condition, as in a WHERE.")
        return
    made, faults = bound(empty, written, {found.table})
    if any("`_line`" in fault.problem.sentence for fault in faults):
        said = f"The rule '{rule.sentence}' is about a row, and adds rows up."
        yield written.fault(1, said, "Write it as `type: sql`, with a bound.")
        return
    yield from faults
    if made is None:
        return
    if list(made.types) != ["_line", "holds"]:
        yield written.fault(1, f"The rule '{rule.sentence}' is more than a predicate.", "Write it as in a WHERE.")
    elif made.types["holds"] not in ("BOOLEAN", '"NULL"'):
        yield written.fault(1, f"The rule '{rule.sentence}' is neither true nor false.", "Compare it with something.")
    if any(found.get("class") == "SUBQUERY" for found in walk(made.statement.query)):
        said = f"The rule '{rule.sentence}' holds a query of its own."
        yield written.fault(1, said, "A rule about a row looks at that row; write it as `type: sql`.")


def _strays(empty: EmptyWarehouse, predicate: str) -> str | None:
    """Why the text is no condition that can stand between brackets; None when it is one."""
    if re.search(r"--|/\*", re.sub(r"'[^']*'", "", predicate)):
        return "holds a comment"
    try:
        parse(empty.con, f"select 1 where {predicate}")
    except Unreadable:
        return "is not SQL that can be read"
    return None


def _figure(found: SourceObject, rule: Rule) -> str:
    return str(rule.query).replace("${object}", "{object}").replace("{object}", ddl.name(found.table))


def _figure_faults(empty: EmptyWarehouse, found: SourceObject, written: Written, rule: Rule) -> Iterator[Fault]:
    """A SELECT of one number from the rows of the object itself, whatever stands in it, even nothing."""
    try:
        statement = parse(empty.con, written.text)
    except Unreadable as fault:
        yield written.fault(1, fault.sentence, fault.fix)
        return
    strange = {name for name, _ in relations(statement.query)} - {found.table, *ctes(statement.query)}
    if strange:
        said = f"The rule '{rule.sentence}' reads `{min(strange)}`, which may not stand yet."
        yield written.fault(1, said, "A rule reads the rows of its own object, `{table}`.")
        return
    made, faults = bound(empty, written, {found.table})
    yield from faults
    if made is None:
        return
    kinds = list(made.types.values())
    if len(kinds) != 1 or not any(word in kinds[0] for word in NUMBERS):
        yield written.fault(1, f"The rule '{rule.sentence}' does not give one number.", "Select one number.")
    elif _rows(empty, found, written.text) != {1}:
        said = f"The rule '{rule.sentence}' does not give one row whatever stands in the table."
        yield written.fault(1, said, "Select one aggregate without GROUP BY.")


def _rows(empty: EmptyWarehouse, found: SourceObject, query: str) -> set[int]:
    """Rows that the query gives of some rows, and of none."""
    some = len(empty.con.execute(query).fetchall())
    empty.con.execute(f"begin; delete from {ddl.name(found.table)}")
    try:
        return {some, len(empty.con.execute(query).fetchall())}
    except duckdb.Error:
        return set()
    finally:
        empty.con.execute("rollback")


def _at(fault: Fault, line: int) -> Fault:
    """The fault at the line of its rule: the text that is bound is not laid out as the file is."""
    problem = fault.problem
    return Fault(fault.kind, fault.name, type(problem)(problem.path, line, problem.sentence, problem.fix))
