"""`plays.yaml`: what the company does for the customers of a segment, and how it will know whether that helped."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from expectations.company.entry import Placed, read_entries
from expectations.company.purpose import Purposes
from expectations.lined_model import EXACT, Name, Sentence
from expectations.problem import Problem, nearest
from expectations.segment import Channel, Outcome

FILE = "plays.yaml"


def _whole(highest: int) -> Any:
    return Field(ge=1, le=highest, description=f"Write a whole number from 1 to {highest}.")


HOLDOUT = Field(
    ge=0.01, le=0.5, description="Write a share from 0.01 to 0.5: without it nobody knows whether the play helps."
)


@dataclass(frozen=True, slots=True)
class Play:
    """What is done for the customers of a segment, for a purpose that they consented to.

    Of two plays that a customer could have the lower `priority` goes first. The `outcome` counts in the `window_days`
    after the night; `cap` is how many customers a night get it at most; `holdout` is the share left alone to compare
    with.
    """

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    name: Name
    sentence: Sentence
    segment: Sentence
    priority: Annotated[int, _whole(999)]
    purpose: Sentence
    channel: Channel
    outcome: Outcome
    window_days: Annotated[int, _whole(365)]
    cap: Annotated[int, _whole(1_000_000)] | None = None
    holdout: Annotated[float, HOLDOUT] = 0.1


def read_plays(root: Path, segments: Collection[str], purposes: Purposes, problems: list[Problem]) -> tuple[Play, ...]:
    """The plays in the order of the file; none when there is no file. Their segments and purposes must stand."""
    entries, findings = read_entries(root, FILE, Play, "play")
    for one in entries:
        if one.entry.segment not in segments and all(problem.path != "segments.yaml" for problem in problems):
            _unknown(one, "segment", one.entry.segment, segments)
        if one.entry.purpose not in purposes and not purposes.faults_of(one.entry.purpose):
            _unknown(one, "purpose", one.entry.purpose, purposes)
    problems += findings.problems
    if any(problem.part == ("play", FILE) for problem in problems):
        return ()  # which play it spoils cannot be told
    return tuple(one.entry for one in entries)


def _unknown(one: Placed[Play], key: str, name: str, known: Collection[str]) -> None:
    fix = nearest(name, known) if known else f"Write it in {key}s.yaml first."
    one.findings.add((one.index, key), f"{key}s.yaml has no {key} `{name}`.", fix)
