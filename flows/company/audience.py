"""`segments.yaml` and `plays.yaml`: whom the company means, each a name, a sentence and a predicate."""

import re
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from expectations.problem import Findings, Problem


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers for whom the predicate is true; the sentence says it in words."""

    name: str
    sentence: str
    predicate: str


@dataclass(frozen=True, slots=True)
class Play:
    """What is done for the customers of the predicate, for a purpose they consented to; earlier plays go first."""

    name: str
    sentence: str
    predicate: str
    purpose: str = ""
    channel: str = ""


Audience = TypeVar("Audience", Segment, Play)


def read_audience(root: Path, file: str, kind: type[Audience], problems: list[Problem]) -> tuple[Audience, ...]:
    """The entries of the file in their order; none when there is no file."""
    from expectations.lined_yaml import read_yaml

    path = root / file
    if not path.is_file():
        return ()
    given, findings = read_yaml(path.read_text("utf-8", errors="replace"), file)
    findings.problems += [] if given is None or isinstance(given, list) else _not_a_list(findings)
    found: dict[str, Audience] = {}
    for index, item in enumerate(given if isinstance(given, list) else []):
        entry = _entry(item, index, kind, findings)
        if entry is not None and entry.name in found:
            findings.add((index, "name"), f"`{entry.name}` stands twice.", "Rename one of them.")
        elif entry is not None:
            found[entry.name] = entry
    problems += findings.problems
    return tuple(found.values())


def _not_a_list(findings: Findings) -> list[Problem]:
    fix = "Begin each with `- name: ...`, then `sentence:` and `predicate:`."
    return [Problem(findings.path, 1, "The file is not a list of entries.", fix)]


def _entry(item: Any, index: int, kind: type[Audience], findings: Findings) -> Audience | None:
    known = [one.name for one in fields(kind)]
    needed = [one.name for one in fields(kind) if one.default is MISSING]
    if not isinstance(item, dict):
        findings.add((index,), "The entry is not a mapping.", f"It has {', '.join(needed)}.")
        return None
    before = len(findings.problems)
    for key in item:
        if key not in known:
            findings.unknown((index, str(key)), "key", key, known)
    for key in known:
        if (key in needed or key in item) and (not isinstance(item.get(key), str) or not item[key].strip()):
            findings.add((index, key), f"`{key}` is missing or no text.", f"Write `{key}: ...`.")
    if isinstance(item.get("name"), str) and not re.fullmatch(r"[a-z][a-z0-9_]*", item["name"]):
        findings.add((index, "name"), f"`{item['name']}` cannot be a name.", "Use small letters, digits and `_`.")
    if isinstance(item.get("predicate"), str):
        _check_predicate(item["predicate"], index, findings)
    if len(findings.problems) > before:
        return None
    return kind(**{key: value.strip() for key, value in item.items()})


def _check_predicate(predicate: str, index: int, findings: Findings) -> None:
    import sqlglot
    from sqlglot import exp

    try:
        condition = sqlglot.condition(predicate, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        findings.add((index, "predicate"), "The predicate is not one condition of SQL.", "As `stage = 'decline'`.")
        return
    if condition.find(exp.Query):
        fix = "Use only columns of the customer; a measure of your own is a step."
        findings.add((index, "predicate"), "The predicate holds a query of its own.", fix)
