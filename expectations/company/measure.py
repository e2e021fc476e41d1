"""`measures/<table>.yaml` and `.sql`: a measure of the company's own, declared as ours are and made by one SELECT."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from expectations.company.measure_column import column_of, rules_of
from expectations.company.measure_query import check_circles, check_query
from expectations.contract.object import may_be_named
from expectations.identity import CUSTOMER_ID, PARTY_KEY, SOURCE
from expectations.lined_yaml import read_yaml
from expectations.own import (
    ATTRIBUTE,
    CUSTOMER_ATTRIBUTE,
    SCHEMA,
    Attribute,
    Measure,
    is_of_customers,
    joined,
    own_tables,
)
from expectations.problem import Findings, Problem
from expectations.segment import CUSTOMER_360
from expectations.table import Column, Table

FOLDER = "measures"
GRAINS: dict[str, tuple[Column, ...]] = {"customer": (CUSTOMER_ID,), "party": (SOURCE, PARTY_KEY)}
TEXTS = ("sentence", "chinese", "formula", "reference")
KEYS = (*TEXTS, "grain", "columns", "rules")


def read_measures(root: Path, attributes: Iterable[Attribute], problems: list[Problem]) -> tuple[Measure, ...]:
    """The measures in the order of their names; none when there is no folder `measures`."""
    given = tuple(attributes)
    read: list[tuple[Measure, Findings, Findings]] = []
    for file in sorted((root / FOLDER).glob("*")):
        if file.suffix not in (".yaml", ".sql") or not file.is_file():
            fix = "A measure is <name>.yaml and <name>.sql."
            problems.append(Problem(f"{FOLDER}/{file.name}", None, "Nobody reads this.", fix))
            continue
        other = file.with_suffix(".sql" if file.suffix == ".yaml" else ".yaml")
        if not other.is_file():
            fix = f"Write {FOLDER}/{other.name}: a measure is its declaration (.yaml) and its SELECT (.sql)."
            problems.append(Problem(f"{FOLDER}/{file.name}", None, f"{other.name} is missing.", fix))
        elif file.suffix == ".yaml":
            said, findings = read_yaml(file.read_text("utf-8", errors="replace"), f"{FOLDER}/{file.name}")
            table = _table(file.stem, said, findings) if said is not None else None
            query = other.read_text("utf-8", errors="replace")
            if table is None:
                problems += findings.problems
            else:
                read.append((Measure(table, other, query), findings, Findings(f"{FOLDER}/{other.name}", {(): 1})))
    known = own_tables(given, [measure.table for measure, _, _ in read])
    reads: dict[str, set[str]] = {}
    for measure, findings, faults in read:
        _check_names(measure.table, given, [m.table for m, _, _ in read if m is not measure], findings)
        reads[measure.table.name] = check_query(measure.query, measure.table, known, faults)
    for measure, _, faults in read:
        check_circles(measure.table, reads, faults)
    problems += [problem for _, *several in read for findings in several for problem in findings.problems]
    return tuple(measure for measure, _, _ in read)


def _table(name: str, said: Any, findings: Findings) -> Table | None:
    """The declaration; None when it cannot be told what the table is."""
    if not may_be_named(name) or f"{SCHEMA}.{name}" in (ATTRIBUTE, CUSTOMER_ATTRIBUTE):
        fix = "Use small letters, digits and `_`, no word of SQL, and neither `attribute` nor `customer_attribute`."
        findings.add((), f"`{name}` cannot be the name of a measure.", fix)
    if not isinstance(said, dict):
        findings.add((), "A measure is a mapping of keys.", "Begin with `sentence: One row a customer with ...`.")
        return None
    for key in said:
        if key not in KEYS:
            findings.unknown((str(key),), "key", key, KEYS)
    texts = {key: said[key] for key in TEXTS if key in said}
    for key, value in texts.items():
        if not isinstance(value, str):
            findings.add((key,), f"`{key}` is no text.", f'Write it in quotes: `{key}: "..."`.')
    if not str(said.get("sentence") or "").strip():
        findings.add(("sentence",), "`sentence` is missing.", "Write what one row is: `sentence: One row a ...`.")
    if said.get("grain") not in tuple(GRAINS):  # whatever stands there, a list too
        findings.unknown(("grain",), "grain", said.get("grain", "(none)"), GRAINS)
        return None
    key_columns = GRAINS[said["grain"]]
    columns = _columns(said, key_columns, findings)
    rules = rules_of(said.get("rules"), [c.name for c in (*key_columns, *columns)], findings)
    grain, *others = (str(texts.get(key) or "").strip() for key in TEXTS)
    key = tuple(c.name for c in key_columns)
    chinese, formula, reference = others
    return Table(
        f"{SCHEMA}.{name}", grain, (*key_columns, *columns), key, rules, {}, formula, reference, chinese
    )  # fmt: skip


def _columns(said: Mapping[str, Any], key: tuple[Column, ...], findings: Findings) -> list[Column]:
    given = said.get("columns")
    if not isinstance(given, list) or not given:
        fix = "Write `columns:` and under it one entry a column, each with name, type and meaning."
        findings.add(("columns",), "The measure declares no columns.", fix)
        return []
    columns: list[Column] = []
    taken = {column.name for column in key}
    for index, item in enumerate(given):
        column = column_of(item, ("columns", index), findings)
        if column is None:
            continue
        if column.name in {one.name for one in key}:
            fix = "Take it out: the grain brings it, and the SELECT gives it."
            findings.add(("columns", index, "name"), f"`{column.name}` is the key of the measure already.", fix)
        elif column.name in taken:
            findings.add(("columns", index, "name"), f"Two columns are called `{column.name}`.", "Rename one of them.")
        else:
            columns.append(column)
        taken.add(column.name)
    return columns


def _check_names(table: Table, attributes: Iterable[Attribute], others: Iterable[Table], findings: Findings) -> None:
    """Every column of a measure of customers stands in the wide row, where each name stands once."""
    if not is_of_customers(table):
        return
    taken = {c.name: CUSTOMER_360.name for c in CUSTOMER_360.columns}
    taken |= {word: f"the attribute {a.name}" for a in attributes for word in (a.name, a.day)}
    taken |= {c.name: other.name for other in others if is_of_customers(other) for c in joined(other)}
    for index, column in enumerate(c for c in table.columns if c.name not in table.key):
        if column.name in taken:
            fix = (
                f"Call it otherwise, as `{table.name.split('.')[1]}_{column.name}`: both stand in {CUSTOMER_360.name}."
            )
            findings.add(
                ("columns", index, "name"), f"`{column.name}` is a column of {taken[column.name]} already.", fix
            )
