"""How a sensitive column is distributed inside each class, against the whole: one number a class.

Only values that occur in a class are stored, so a sensitive column may have many values. Shares are fractions
of 1, logarithms are natural.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.method.anonymity.cells import Codes, Floats, Weights, aggregate


@dataclass(frozen=True)
class Distribution:
    """One entry for each value that occurs in each class, sorted by class and value.

    `first` is the place of each class's first entry; `base` is the share of each value among all rows.
    """

    class_number: Codes
    value: Codes
    count: Weights
    first: Codes
    class_rows: Weights
    base: Floats

    @property
    def share(self) -> Floats:
        """Share of each entry within its class."""
        return np.asarray(self.count / self.class_rows[self.class_number], dtype=np.float64)

    def total(self, entries: Floats) -> Floats:
        """Sum of a figure of the entries, one a class."""
        return np.asarray(np.add.reduceat(entries, self.first), dtype=np.float64)

    def greatest(self, entries: Floats) -> Floats:
        """Maximum of a figure of the entries, one a class."""
        return np.asarray(np.maximum.reduceat(entries, self.first), dtype=np.float64)


def distribute(
    class_number: Codes, value: Codes, weight: Weights, classes: int, values: int, base: Floats | None = None
) -> Distribution:
    """The distribution of coded values over numbered classes; every class must have at least one row.

    `base` is the share of each value in the whole, where these rows are only a part of it.
    """
    codes, count = aggregate(np.stack([class_number, value], axis=1), weight, (classes, values))
    number, kept = codes[:, 0], codes[:, 1]
    first = np.flatnonzero(np.r_[True, number[1:] != number[:-1]]) if len(number) else np.empty(0, np.int64)
    rows = np.add.reduceat(count, first) if len(first) else count
    if base is None:
        base = np.bincount(kept, weights=count, minlength=values) / max(count.sum(), 1)
    return Distribution(number, kept, count, first, rows, base)


def distinct(of: Distribution) -> Codes:
    """Number of different values in each class: distinct l-diversity."""
    return np.asarray(np.diff(np.r_[of.first, len(of.value)]), dtype=np.int64)


def highest_share(of: Distribution) -> Floats:
    """Share of the most frequent value in each class: alpha of (alpha, k)-anonymity (Wong et al. 2006)."""
    return of.greatest(of.share)


def entropy_l(of: Distribution) -> Floats:
    """exp(entropy) of each class: the l of entropy l-diversity (Machanavajjhala et al. 2007)."""
    share = of.share
    return np.exp(-of.total(share * np.log(share)))


def recursive_c(of: Distribution, l: int) -> Floats:  # noqa: E741  the literature's own name
    """The smallest c above which each class is recursively (c, l)-diverse: r1 / (r_l + ... + r_m).

    Infinite for a class with fewer than l values (Machanavajjhala et al. 2007).
    """
    order = np.lexsort((-of.count, of.class_number))
    count = of.count[order].astype(np.float64)
    rank = np.arange(len(count)) - of.first[of.class_number] + 1
    tail = np.add.reduceat(np.where(rank >= l, count, 0.0), of.first)
    with np.errstate(divide="ignore"):
        return np.asarray(count[of.first] / tail, dtype=np.float64)


def beta(of: Distribution) -> Floats:
    """Greatest relative gain (q - p) / p in each class: basic beta-likeness (Cao and Karras 2012)."""
    return of.greatest(of.share / of.base[of.value] - 1.0)


def delta(of: Distribution) -> Floats:
    """Greatest |ln(q / p)| over the values that occur in each class: delta-disclosure.

    Brickell and Shmatikov (2008). Values missing from a class are left out, or every class without all
    values would be infinite.
    """
    return of.greatest(np.abs(np.log(of.share / of.base[of.value])))


def distance_equal(of: Distribution) -> Floats:
    """Earth mover's distance of each class from the whole where all values are equally far: 0 to 1.

    Half the sum of |q - p| is the sum of q - p where it is positive, and those values occur in the class
    (Li et al. 2007).
    """
    return of.total(np.maximum(of.share - of.base[of.value], 0.0))


def distance_ordered(of: Distribution) -> Floats:
    """Earth mover's distance of each class from the whole where values lie on a line: 0 to 1.

    Li et al. (2007). The sum over all values of |Q - P| (cumulated shares) / (m - 1). Between two values
    that occur Q is flat and P rises, so the sum over the gap comes from prefix sums of P on both sides of
    the point where they cross.
    """
    values = len(of.base)
    if values < 2:
        return np.zeros(len(of.first))
    below = np.cumsum(of.base)
    area = np.r_[0.0, np.cumsum(below)]
    running = np.cumsum(of.share)
    before = np.r_[0.0, running][of.first]
    flat = running - before[of.class_number]
    end = np.r_[of.value[1:], values]
    end[np.r_[of.first[1:] - 1, len(end) - 1]] = values
    cross = np.clip(np.searchsorted(below, flat), of.value, end)
    gap = flat * (2 * cross - of.value - end) + area[of.value] + area[end] - 2 * area[cross]
    return np.asarray((of.total(gap) + area[of.value[of.first]]) / (values - 1), dtype=np.float64)
