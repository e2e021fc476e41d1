"""Nine measures of how well a table hides each person in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.method.anonymity.distribution import (
    Distribution,
    beta,
    delta,
    distance_equal,
    distance_ordered,
    distinct,
    entropy_l,
    highest_share,
    recursive_c,
)
from transforms.method.anonymity.requirement import classes_of


@dataclass(frozen=True)
class Exposure:
    """How much one sensitive column gives away, at its worst class.

    `alpha` is the highest share of one value; `l` the fewest values; `entropy_l` the lowest exp(entropy);
    `recursive_c` the c above which every class is recursively (c, l)-diverse for that l; `beta` the
    greatest relative gain over the whole table; `delta` the greatest |ln| of that ratio; `t_equal` and
    `t_ordered` the greatest earth mover's distance from the whole table.
    """

    column: str
    alpha: float
    l: int  # noqa: E741  the literature's own name
    entropy_l: float
    recursive_c: float
    beta: float
    delta: float
    t_equal: float
    t_ordered: float


@dataclass(frozen=True)
class Measured:
    """A table measured: rows, classes, smallest class k, the risk of a prosecutor, and each sensitive column.

    The risk is the chance that someone who knows a person is in the table and knows the quasi-identifiers
    picks the right row: `risk_max` = 1 / k, `risk_average` = classes / rows. An empty table has k 0 and
    risk 0.
    """

    rows: int
    classes: int
    k: int
    risk_max: float
    risk_average: float
    sensitive: tuple[Exposure, ...]


def measure(frame: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: Sequence[str] = ()) -> Measured:
    """The measures of a frame. Sensitive values are ordered as they sort, NULL first."""
    _, classes = classes_of(frame, quasi_identifiers, sensitive)
    if frame.is_empty():
        return Measured(0, 0, 0, 0.0, 0.0, ())
    smallest = int(classes.weight.min())
    return Measured(
        rows=frame.height,
        classes=len(classes.weight),
        k=smallest,
        risk_max=1 / smallest,
        risk_average=len(classes.weight) / frame.height,
        sensitive=tuple(_expose(*pair) for pair in zip(sensitive, classes.sensitive, strict=True)),
    )


def _expose(column: str, of: Distribution) -> Exposure:
    fewest = int(distinct(of).min())
    return Exposure(
        column=column,
        alpha=float(highest_share(of).max()),
        l=fewest,
        entropy_l=float(entropy_l(of).min()),
        recursive_c=float(np.max(recursive_c(of, fewest))),
        beta=float(beta(of).max()),
        delta=float(delta(of).max()),
        t_equal=float(distance_equal(of).max()),
        t_ordered=float(distance_ordered(of).max()),
    )
