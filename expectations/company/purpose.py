"""`purposes.yaml`: what personal data may be used for. A release and a play name one of them each."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from expectations.company.text import read_content
from expectations.lined_model import fit
from expectations.problem import Findings, Problem
from expectations.release.agreement import Purpose

FILE = "purposes.yaml"


class Purposes(dict[str, Purpose]):
    """The purposes that can be used, by name. `faults` says of each other name in the file what is wrong with it.

    Where the file as a whole cannot be read, its faults stand under the name of the file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, list[Problem]] = {}

    def faults_of(self, name: str) -> list[Problem]:
        """Why a purpose that stands in the file cannot be used; nothing when it does not stand there, or can be."""
        return self.faults.get(name, []) or self.faults.get(FILE, [])


def read_purposes(root: Path, problems: list[Problem]) -> Purposes:
    """The purposes of the company; none when there is no file."""
    made = Purposes()
    given, findings = read_content(root, FILE, ("purpose", FILE))
    if findings is None:
        return made
    if given is not None and not isinstance(given, list):
        findings.lines[()] = 1
        findings.add((), "The file is not a list of purposes.", "Begin each with `- purpose: ...`.")
    if findings.problems:
        made.faults[FILE] = findings.problems
    else:
        for index, item in enumerate(given or []):
            _read(item, index, findings, made)
    problems += findings.problems
    return made


def _read(item: Any, index: int, findings: Findings, made: Purposes) -> None:
    named = item.get("purpose") if isinstance(item, dict) else None
    name = named if isinstance(named, str) and named.strip() else f"number {index + 1}"
    mine = replace(findings, problems=[], part=("purpose", name))
    purpose = fit(Purpose, item, (index,), mine)
    if purpose and (name in made or name in made.faults):
        mine.add((index, "purpose"), f"`{name}` stands twice.", "Rename one of them.")
    if mine.problems:
        made.faults[name] = mine.problems
        made.pop(name, None)
    elif purpose:
        made[name] = purpose
    findings.problems += mine.problems
