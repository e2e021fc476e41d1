"""The attack that a release must survive, run on the finished rows and written apart from the meter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from transforms.method.anonymity.meter import Measured, measure


@dataclass(frozen=True)
class Attack:
    """What an attacker gains who knows the labels of everybody in `known` and holds the release.

    `matched` persons have candidates in the release; `risk_max` and `risk_average` are the chance of
    picking the right one of them; `given_away` persons have candidates who all share one sensitive value;
    `gain` is the most by which the share of any sensitive value among a person's candidates exceeds its
    share in the whole release.
    """

    matched: int
    risk_max: float
    risk_average: float
    given_away: int
    gain: float


def attack(
    release: pl.DataFrame,
    known: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    sensitive: Sequence[str] = (),
) -> Attack:
    """Link known persons (one row each, with the release's labels) to a release by its quasi-identifiers."""
    columns = list(quasi_identifiers)
    guesses = release.group_by(columns).agg(pl.len().alias("#candidates"))
    linked = known.select(columns).join(guesses, on=columns, how="inner", nulls_equal=True)
    if linked.is_empty():
        return Attack(0, 0.0, 0.0, 0, 0.0)
    worst = [_worst_guess(release, linked, columns, column) for column in sensitive]
    risk = 1 / linked["#candidates"]
    return Attack(
        matched=linked.height,
        risk_max=float(risk.max()),  # type: ignore[arg-type]
        risk_average=float(risk.mean()),  # type: ignore[arg-type]
        given_away=max((given_away for given_away, _ in worst), default=0),
        gain=max((gain for _, gain in worst), default=0.0),
    )


def measure_jointly(
    first: pl.DataFrame,
    second: pl.DataFrame,
    pseudonym: str,
    quasi_identifiers: tuple[Sequence[str], Sequence[str]],
    sensitive: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Measured:
    """Two releases measured as their recipient can join them: persons in both, told apart by both's labels.

    Two safe releases can be unsafe together. Rows without a partner are not measured: they stand as
    released. ValueError where a pseudonym is not unique.
    """
    sides = [
        frame.select(
            pl.col(pseudonym),
            *(pl.col(column).alias(f"{side}.{column}") for column in dict.fromkeys([*identifying, *telling])),
        )
        for side, frame, identifying, telling in zip(
            ("first", "second"), (first, second), quasi_identifiers, sensitive, strict=True
        )
    ]
    for side in sides:
        if side[pseudonym].is_duplicated().any():
            raise ValueError(f"{pseudonym} is not unique in a release")
    both = sides[0].join(sides[1], on=pseudonym, how="inner")
    identifying, telling = (
        [f"{side}.{column}" for side, names in zip(("first", "second"), columns, strict=True) for column in names]
        for columns in (quasi_identifiers, sensitive)
    )
    return measure(both, identifying, telling)


def _worst_guess(release: pl.DataFrame, linked: pl.DataFrame, columns: list[str], sensitive: str) -> tuple[int, float]:
    """Persons whose candidates share one sensitive value, and the greatest gain over the base rate."""
    base = release.group_by(sensitive).agg((pl.len() / release.height).alias("#base"))
    within = (
        release.group_by(*columns, sensitive).agg(pl.len().alias("#rows"))
        .join(linked.group_by(columns).agg(pl.len().alias("#persons"), pl.first("#candidates")),
              on=columns, nulls_equal=True)
        .join(base, on=sensitive, nulls_equal=True)
        .with_columns((pl.col("#rows") / pl.col("#candidates")).alias("#share"))
    )  # fmt: skip
    given_away = within.filter(pl.col("#rows") == pl.col("#candidates"))["#persons"].sum()
    return int(given_away), float((within["#share"] - within["#base"]).max())  # type: ignore[arg-type]
