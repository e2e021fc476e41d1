"""`plays.yaml`: what the company does for the customers of a segment, and how it will know whether that helped."""

from collections.abc import Collection
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from expectations.company.entry import read_entries
from expectations.problem import Findings, Problem, nearest
from expectations.segment import CHANNELS, OUTCOMES

FILE = "plays.yaml"
WORDS = {"channel": CHANNELS, "outcome": OUTCOMES}
NUMBERS = {"priority": (1, 999), "window_days": (1, 365), "cap": (1, 1_000_000)}
LEAST_HELD_OUT, MOST_HELD_OUT = 0.01, 0.5


@dataclass(frozen=True, slots=True)
class Play:
    """What is done for the customers of a segment, for a purpose that they consented to.

    Of two plays that a customer could have the lower `priority` goes first. The `outcome` counts in the `window_days`
    after the night; `cap` is how many customers a night get it at most; `holdout` is the share left alone to compare
    with.
    """

    name: str
    sentence: str
    segment: str
    priority: int
    purpose: str
    channel: str
    outcome: str
    window_days: int
    cap: int | None = None
    holdout: float = 0.1


def read_plays(
    root: Path, segments: Collection[str], purposes: Collection[str], problems: list[Problem]
) -> tuple[Play, ...]:
    """The plays in the order of the file; none when there is no file. Their segments and purposes must stand."""
    needed = [one.name for one in fields(Play) if one.default is MISSING]
    entries, findings = read_entries(root, FILE, Play.__match_args__, needed)
    faulty = {problem.path for problem in problems}
    known = {
        key: names for key, names in (("segment", segments), ("purpose", purposes)) if f"{key}s.yaml" not in faulty
    }
    for index, entry in entries:
        _check_names(entry, index, known, findings)
        _check_values(entry, index, findings)
    problems += findings.problems
    return () if findings.problems else tuple(Play(**entry) for _, entry in entries)


def _check_names(entry: dict[str, Any], index: int, known: dict[str, Collection[str]], findings: Findings) -> None:
    """Segment and purpose stand in their own files; where such a file is faulty itself, nothing is said here."""
    for key, names in known.items():
        if entry[key] not in names:
            fix = nearest(str(entry[key]), names) if names else f"Write it in {key}s.yaml first."
            findings.add((index, key), f"{key}s.yaml has no {key} `{entry[key]}`.", fix)


def _check_values(entry: dict[str, Any], index: int, findings: Findings) -> None:
    for key, words in WORDS.items():
        if entry[key] not in words:
            findings.unknown((index, key), key, entry[key], words)
    for key, (low, high) in NUMBERS.items():
        if key in entry and not (type(entry[key]) is int and low <= entry[key] <= high):
            fix = f"Write a whole number from {low} to {high}."
            findings.add((index, key), f"`{key}` cannot be `{entry[key]}`.", fix)
    share = entry.get("holdout", LEAST_HELD_OUT)
    if type(share) is not float or not LEAST_HELD_OUT <= share <= MOST_HELD_OUT:
        fix = f"Write a share from {LEAST_HELD_OUT} to {MOST_HELD_OUT}: without it nobody knows whether the play helps."
        findings.add((index, "holdout"), f"`holdout` cannot be `{share}`.", fix)
