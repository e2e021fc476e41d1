"""What is wrong with a file that a person wrote: where, in one sentence, and how to put it right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

Place = tuple[str | int, ...]
# What the night can do without, by kind and name; it is left out when it is wrong, and the night goes on.
Part = tuple[Literal["release", "play", "purpose", "file"], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a written file: path relative to the company folder, line, sentence, and the fix.

    `part` is what cannot be used because of it; None when nothing of the company can.
    """

    path: str
    line: int | None
    sentence: str
    fix: str
    part: Part | None = None

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.sentence} {self.fix}"


@dataclass(slots=True)
class Findings:
    """The problems of one file as they are found; `lines` maps a place in the file to its line.

    `part` is what of the company is spoilt by what is found.
    """

    path: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    part: Part | None = None

    def line(self, place: Place) -> int | None:
        """The line of the place, or of the nearest place around it; None when the file has no lines at all."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def add(self, place: Place, sentence: str, fix: str) -> None:
        """Note a fault at a place of the file."""
        self.problems.append(Problem(self.path, self.line(place), sentence, fix, self.part))

    def unknown(self, place: Place, kind: str, name: object, known: Iterable[str]) -> None:
        """Note a name that nobody reads, with the nearest name that is read."""
        self.add(place, f"There is no {kind} `{name}` here.", nearest(str(name), known))


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the known name closest to the one written, or all of them."""
    choices = sorted(known)
    close = get_close_matches(name.lower(), [choice.lower() for choice in choices], 1, 0.6)
    if close:
        return f"Did you mean `{next(choice for choice in choices if choice.lower() == close[0])}`?"
    return f"Known are {', '.join(choices)}." if choices else "Take it out."
