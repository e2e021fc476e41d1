"""The columns and rules of a measure of the company's own, in the words of our declarations."""

import re
from collections.abc import Collection
from typing import Any, get_args

from expectations.problem import Findings, Place
from expectations.table import GRADES, Column, Role

ROLES: tuple[Role, ...] = get_args(Role)
TYPES = ("VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP")
DECIMAL = re.compile(r"DECIMAL\((\d{1,2}), ?(\d{1,2})\)")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NEEDED = ("name", "type", "meaning")
KEYS = (*NEEDED, "chinese", "role", "grade", "category", "required", "values")


def column_of(item: Any, place: Place, findings: Findings) -> Column | None:
    """The declared column; None, with what is wrong, when it cannot be used."""
    before = len(findings.problems)
    if not isinstance(item, dict):
        findings.add(place, "The entry is not a mapping.", f"A column has {', '.join(NEEDED)}.")
        return None
    for key in item:
        if key not in KEYS:
            findings.unknown((*place, str(key)), "key", key, KEYS)
    for key in KEYS:
        value = item.get(key)
        if key in NEEDED and not (isinstance(value, str) and value.strip()):
            findings.add((*place, key), f"`{key}` is missing.", f"Write `{key}: ...`.")
        elif key in ("chinese", "category") and value is not None and not isinstance(value, str):
            findings.add((*place, key), f"`{key}` is no text.", f'Write it in quotes: `{key}: "..."`.')
    name, kind = str(item.get("name") or ""), str(item.get("type") or "").upper()
    if name and not NAME.fullmatch(name):
        findings.add(
            (*place, "name"), f"`{name}` cannot be the name of a column.", "Use small letters, digits and `_`."
        )
    if kind and not _is_type(kind):
        findings.unknown((*place, "type"), "type", item["type"], (*TYPES, "DECIMAL(18,2)"))
    for key, words in (("role", ROLES), ("grade", GRADES)):
        if item.get(key) is not None and item[key] not in words:
            findings.unknown((*place, key), key, item[key], words)
    if item.get("required") not in (None, True, False):
        findings.add((*place, "required"), "`required` is neither true nor false.", "Write `required: true`.")
    values = item.get("values", [])
    if not isinstance(values, list) or not all(isinstance(word, str) for word in values):
        findings.add((*place, "values"), "`values` is not a list of words.", "As `values: [low, middle, high]`.")
    if len(findings.problems) > before:
        return None
    return Column(
        name,
        kind.replace(" ", ""),
        item["meaning"].strip(),
        item.get("role") or "measure",
        required=bool(item.get("required")),
        values=tuple(values),
        grade=item.get("grade"),
        category=item.get("category") or "",
        chinese=item.get("chinese") or "",
    )


def rules_of(said: Any, columns: Collection[str], findings: Findings) -> dict[str, str]:
    """Sentence -> predicate over one row of the table."""
    import sqlglot
    from sqlglot import exp

    rules: dict[str, str] = {}
    if said is not None and not isinstance(said, list):
        findings.add(("rules",), "`rules` is not a list.", "Begin each with `- sentence: ...`, then `predicate: ...`.")
        return rules
    for index, item in enumerate(said or []):
        place: Place = ("rules", index)
        if not isinstance(item, dict) or set(item) != {"sentence", "predicate"} or not all(item.values()):
            findings.add(place, "A rule is a sentence and a predicate.", "Write `sentence:` and `predicate:`, no more.")
            continue
        try:
            tree = sqlglot.condition(str(item["predicate"]), dialect="duckdb")
        except sqlglot.errors.SqlglotError:
            fix = "As `discount_share between 0 and 1`."
            findings.add((*place, "predicate"), "The predicate is not one condition of SQL.", fix)
            continue
        if tree.find(exp.Query):
            fix = "A rule looks at one row of the measure."
            findings.add((*place, "predicate"), "The predicate holds a query of its own.", fix)
        for column in tree.find_all(exp.Column):
            if column.name not in columns:
                findings.unknown((*place, "predicate"), "column", column.name, columns)
        rules[str(item["sentence"]).strip()] = str(item["predicate"]).strip()
    return rules


def _is_type(kind: str) -> bool:
    found = DECIMAL.fullmatch(kind)
    return kind in TYPES or (found is not None and 1 <= int(found[1]) <= 38 and int(found[2]) <= int(found[1]))
