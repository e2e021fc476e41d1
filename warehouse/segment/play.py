"""Plays of the company as a step: what its file says, as rows that the other steps of plays read."""

from collections.abc import Sequence
from typing import Protocol

from expectations.segment import PLAY_DEFINITION
from warehouse import ddl
from warehouse.graph import Step, sql_step


class Said(Protocol):
    """What a company says of a play."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def sentence(self) -> str:
        """What is done, in words."""

    @property
    def segment(self) -> str:
        """For whom."""

    @property
    def priority(self) -> int:
        """The lower number goes first."""

    @property
    def purpose(self) -> str:
        """What customers consented to."""

    @property
    def channel(self) -> str:
        """How they are met."""

    @property
    def outcome(self) -> str:
        """What it is to bring about."""

    @property
    def window_days(self) -> int:
        """Days in which the outcome counts."""

    @property
    def cap(self) -> int | None:
        """Customers a night at most."""

    @property
    def holdout(self) -> float:
        """Share of customers left alone."""


def play_step(plays: Sequence[Said], is_faulty: bool = False) -> Step:
    """The step of `segment.play_definition`: what the company's file says tonight.

    Where the file is faulty, a play that it does not define stands as it did last night: a slip of the pen must not
    stop it for good.
    """
    rows = ["select " + ", ".join(_columns(play)) for play in plays]
    nothing = "select " + ", ".join(f"cast(null as {c.type}) as {c.name}" for c in PLAY_DEFINITION.columns)
    if is_faulty:
        names = ", ".join("true as is_refused" if c.name == "is_refused" else c.name for c in PLAY_DEFINITION.columns)
        defined = ", ".join(ddl.text(play.name) for play in plays) or "''"
        rows.append(f"select {names} from last_night.{PLAY_DEFINITION.name} where play not in ({defined})")
    return sql_step(PLAY_DEFINITION.name, "\nunion all\n".join(rows or [f"{nothing} where false"]), "plays.yaml")


def holdout_below(share: float) -> str:
    """The eight hexadecimal digits below which that share of all hashes lies."""
    return f"{round(share * 16**8):08x}"


def _columns(play: Said) -> list[str]:
    said: dict[str, object] = {
        "play": play.name,
        "sentence": play.sentence,
        "segment": play.segment,
        "priority": play.priority,
        "purpose": play.purpose,
        "channel": play.channel,
        "outcome": play.outcome,
        "window_days": play.window_days,
        "cap": play.cap,
        "holdout_share": play.holdout,
        "holdout_below": holdout_below(play.holdout),
        "is_refused": False,
    }
    return [f"cast({_literal(said[c.name])} as {c.type}) as {c.name}" for c in PLAY_DEFINITION.columns]


def _literal(value: object) -> str:
    return "null" if value is None else ddl.text(value) if isinstance(value, str) else repr(value)
