"""`segments.yaml`: whom the company means, each a name, a sentence and a condition."""

from dataclasses import dataclass
from pathlib import Path

from expectations.company.entry import read_entries
from expectations.problem import Findings, Problem

FILE = "segments.yaml"


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers for whom the predicate is true; the sentence says it in words."""

    name: str
    sentence: str
    predicate: str


def read_segments(root: Path, problems: list[Problem]) -> tuple[Segment, ...]:
    """The segments in the order of the file; none when there is no file."""
    keys = Segment.__match_args__
    entries, findings = read_entries(root, FILE, keys, keys)
    sound = [entry for index, entry in entries if _is_condition(entry["predicate"], index, findings)]
    problems += findings.problems
    return tuple(Segment(**entry) for entry in sound)


def _is_condition(predicate: object, index: int, findings: Findings) -> bool:
    import sqlglot
    from sqlglot import exp

    try:
        condition = sqlglot.condition(str(predicate), dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        findings.add((index, "predicate"), "The predicate is not one condition of SQL.", "As `stage = 'decline'`.")
        return False
    if condition.find(exp.Query):
        fix = "Use only columns of the customer; a measure of your own is a step."
        findings.add((index, "predicate"), "The predicate holds a query of its own.", fix)
        return False
    if not isinstance(predicate, str):
        findings.add((index, "predicate"), "`predicate` is no text.", "As `stage = 'decline'`.")
    return isinstance(predicate, str)
