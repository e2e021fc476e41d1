"""`segments.yaml`: whom the company means, each a name, a sentence and a condition."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from expectations.company.entry import Placed, read_entries
from expectations.lined_model import EXACT, Name, Sentence
from expectations.problem import Problem

FILE = "segments.yaml"


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers for whom the predicate is true; the sentence says it in words."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    name: Name
    sentence: Sentence
    predicate: Sentence


def read_segments(root: Path, problems: list[Problem]) -> tuple[Segment, ...]:
    """The segments in the order of the file; none when there is no file."""
    entries, findings = read_entries(root, FILE, Segment)
    for one in entries:
        _check_condition(one)
    problems += findings.problems
    return tuple(one.entry for one in entries)


def _check_condition(one: Placed[Segment]) -> None:
    import sqlglot
    from sqlglot import exp

    place = (one.index, "predicate")
    try:
        condition = sqlglot.condition(one.entry.predicate, dialect="duckdb")
    except (sqlglot.errors.SqlglotError, RecursionError):
        one.findings.add(place, "The predicate is not one condition of SQL.", "As `stage = 'decline'`.")
        return
    if condition.find(exp.Query):
        fix = "Use only columns of the customer; a measure of your own is a step."
        one.findings.add(place, "The predicate holds a query of its own.", fix)
