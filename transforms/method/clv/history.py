"""What a model is told about customers: counts and whole days, checked once, one weight a row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

UNIT_DAYS = {"day": 1.0, "week": 7.0}
FEWEST_REPEATS = 100  # a sample with fewer repeat purchases would not lead to the right neighbourhood
MEAN_INTERNAL_TIME = 10.0  # time is scaled so that the mean observation lasts this long, whatever the unit asked for


@dataclass(frozen=True, slots=True)
class History:
    """Rows of customers alike: `x` repeat purchases, `tx` and `t` in whole days, `weight` customers in the row."""

    x: Integers
    tx: Integers
    t: Integers
    weight: Floats

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    @property
    def repeat_purchases(self) -> float:
        return float(self.weight @ self.x)

    @property
    def information(self) -> float:
        """What a log likelihood is divided by: customers, or repeat purchases where they are fewer."""
        return min(self.customers, self.repeat_purchases)

    @property
    def scale(self) -> float:
        """Internal time units in a day."""
        total = float(self.weight @ self.t)
        return MEAN_INTERNAL_TIME * self.customers / total if total > 0 else 1.0

    def thinned(self, rows: int) -> "History":
        """At most `rows` customers drawn at even steps of the cumulative weight: the same every time, in O(rows)."""
        if len(self.x) <= rows:
            return self
        edges = np.cumsum(self.weight)
        drawn = np.searchsorted(edges, (np.arange(rows) + 0.5) / rows * edges[-1])
        kept, count = np.unique(drawn, return_counts=True)
        small = History(self.x[kept], self.tx[kept], self.t[kept], count * (edges[-1] / rows))
        return small if self.x[kept] @ count >= FEWEST_REPEATS else self


def history(x: Any, tx_days: Any, t_days: Any, weight: Any = None) -> History:
    """Checked statistics of customers; rows of weight zero are left out.

    Raises ValueError with one sentence when an array is not whole, days contradict each other, or there are
    more repeat purchases than days to make them in (purchases of one day count once).
    """
    columns = {"x": x, "tx_days": tx_days, "t_days": t_days}
    whole = {name: _whole(name, values) for name, values in columns.items()}
    count, tx, t = whole["x"], whole["tx_days"], whole["t_days"]
    w = np.ones(len(count)) if weight is None else np.asarray(weight, dtype=np.float64)
    if not len(count) == len(tx) == len(t) == len(w):
        raise ValueError("x, tx_days, t_days and weight must have the same length")
    if not np.all(np.isfinite(w) & (w >= 0)):
        raise ValueError("weight must be finite and not negative")
    if np.any(tx > t):
        raise ValueError("tx_days must not be later than t_days")
    if np.any((count == 0) & (tx > 0)):
        raise ValueError("a customer without a repeat purchase has tx_days = 0")
    if np.any(count > tx):
        raise ValueError("x must not exceed tx_days: purchases of one day count once")
    kept = w > 0
    return History(count[kept], tx[kept], t[kept], w[kept])


def distinct(values: Integers) -> tuple[Integers, Integers]:
    """The distinct values in order and the place of each value among them; for small whole numbers, without sorting."""
    is_seen = np.bincount(values) > 0
    return np.flatnonzero(is_seen), (np.cumsum(is_seen) - 1)[values]


def unit_days(unit: str) -> float:
    """Days in a reporting unit; ValueError for a unit that is neither day nor week."""
    if unit not in UNIT_DAYS:
        raise ValueError(f"unit must be one of {', '.join(UNIT_DAYS)}")
    return UNIT_DAYS[unit]


def _whole(name: str, values: Any) -> Integers:
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a one-dimensional array")
    if array.dtype.kind not in "iu":
        as_float = array.astype(np.float64)
        if not np.all(np.isfinite(as_float)) or np.any(as_float != np.rint(as_float)):
            raise ValueError(f"{name} must be whole numbers")
    whole = array.astype(np.int64)
    if np.any(whole < 0):
        raise ValueError(f"{name} must not be negative")
    return whole
