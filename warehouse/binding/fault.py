"""What is wrong with an SQL that a company wrote: of which thing it is a fault, where, and how to put it right."""

from dataclasses import dataclass
from typing import Literal

from expectations.problem import Problem

Kind = Literal["mapping", "rule", "segment", "play", "release", "measure"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one thing of the folder; `name` is the release, play, segment, object or file that has it."""

    kind: Kind
    name: str
    problem: Problem
    is_said_by_the_gate: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """An SQL text as it stands in a file of the company: the first line of `text` is the line `first_line` there."""

    kind: Kind
    name: str
    path: str
    text: str
    first_line: int = 1

    def fault(self, line: int, sentence: str, fix: str) -> Fault:
        """A fault at a line of the text, counted from 1."""
        return Fault(self.kind, self.name, Problem(self.path, self.first_line + line - 1, sentence, fix))
