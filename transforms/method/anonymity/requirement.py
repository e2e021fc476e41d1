"""What a release must meet, and which classes do not meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from transforms.method.anonymity.cells import Cells, Codes, Mask, Weights, count_cells
from transforms.method.anonymity.distribution import (
    Distribution,
    distance_equal,
    distance_ordered,
    distinct,
    distribute,
)

# Floors by who receives the file; each keeps the chance of singling one person out at or below 1 / k.
K_INSIDE, K_PROCESSOR, K_OTHERS = 5, 11, 20
# Shares are sums of doubles: a class exactly at the limit must not fail by rounding.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Requirement:
    """k rows in every class, l values of every sensitive column in it, at most t away from the whole.

    `suppression_limit` is the largest share of rows that may be left out to get there, 0 to 1. Several
    sensitive columns are held to l and t one by one.
    """

    k: int
    l: int = 1  # noqa: E741  the literature's own name
    t: float = 1.0
    distance: Literal["equal", "ordered"] = "equal"
    suppression_limit: float = 0.0

    def __post_init__(self) -> None:
        if self.k < 1 or self.l < 1 or not 0 <= self.t <= 1 or not 0 <= self.suppression_limit <= 1:
            raise ValueError("k and l start at 1; t and the suppression limit lie between 0 and 1")


@dataclass(frozen=True)
class Classes:
    """The equivalence classes of some rows: coded labels, rows, distribution of each sensitive column."""

    codes: Codes
    weight: Weights
    sensitive: tuple[Distribution, ...]


def classify(codes: Codes, weight: Weights, columns: int, sensitive: tuple[int, ...]) -> Classes:
    """Classes of sorted cells: equal in the first `columns` codes, the rest sensitive, of given sizes."""
    labels = codes[:, :columns]
    starts = np.r_[True, (labels[1:] != labels[:-1]).any(axis=1)] if len(codes) else np.empty(0, np.bool_)
    first, of_class = np.flatnonzero(starts), np.cumsum(starts) - 1
    distributions = tuple(
        distribute(of_class, codes[:, columns + place], weight, len(first), size)
        for place, size in enumerate(sensitive)
    )
    return Classes(labels[first], np.add.reduceat(weight, first) if len(first) else weight, distributions)


def classes_of(
    frame: pl.DataFrame, quasi_identifiers: Sequence[str], sensitive: Sequence[str] = ()
) -> tuple[Cells, Classes]:
    """The cells of a frame's rows and their classes; NULL is a value of its own."""
    cells = count_cells(frame, [*quasi_identifiers, *sensitive])
    sizes = tuple(len(values) for values in cells.values[len(quasi_identifiers) :])
    return cells, classify(cells.codes, cells.weight, len(quasi_identifiers), sizes)


def violations(classes: Classes, requirement: Requirement) -> Mask:
    """Which classes have too few rows, too few sensitive values, or lie too far from the whole."""
    failing = classes.weight < requirement.k
    distance = distance_equal if requirement.distance == "equal" else distance_ordered
    for one in classes.sensitive:
        if requirement.l > 1:
            failing |= distinct(one) < requirement.l
        if requirement.t < 1:
            failing |= distance(one) > requirement.t + TOLERANCE
    return failing
