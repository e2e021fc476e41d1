"""What a model would have foretold from a past day, beside two rules that need no model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.clv.fit import Fit
from transforms.clv.history import Integers
from transforms.clv.score import expected_purchases

NEAR = 0.10  # a total this near to what came may be called right (grade A)


@dataclass(frozen=True, slots=True)
class Window:
    """One row a customer won by the cut-off: its statistics then, its purchase days before and after."""

    customer: np.ndarray
    x: Integers
    tx_days: Integers
    t_days: Integers
    last_period: Integers
    actual: Integers


@dataclass(frozen=True, slots=True)
class Holdout:
    """A fit on what was known at the cut-off against the horizon that followed; NaN where the fit failed.

    `bias` is expected / actual - 1 of the totals, errors are mean absolute errors a customer. `naive_rate`
    lets each customer keep x / t; `same_as_last` lets it repeat its repeat purchases of the last period of
    that length.
    """

    fit: Fit
    cutoff_day: int
    horizon_days: int
    customers: int
    actual_purchases: int
    expected_purchases: float
    bias: float
    mean_absolute_error: float
    naive_rate_purchases: float
    naive_rate_error: float
    same_as_last_purchases: float
    same_as_last_error: float

    @property
    def grade(self) -> str:
        """A: total within 10 % and each customer better than both rules; B: better than both; C: not."""
        is_better = self.mean_absolute_error < min(self.naive_rate_error, self.same_as_last_error)
        if not is_better:
            return "C"
        return "A" if abs(self.bias) <= NEAR else "B"


def rolling_cutoffs(last_day: int, horizon_days: int, count: int = 2) -> tuple[int, ...]:
    """The latest cut-offs whose horizons are over and do not overlap, newest first."""
    return tuple(last_day - horizon_days * step for step in range(1, count + 1))


def window(customer: Any, day: Any, cutoff_day: int, horizon_days: int) -> Window:
    """Statistics at the cut-off and purchases up to `horizon_days` later; purchases of one day count once."""
    who, when = np.asarray(customer), np.asarray(day, dtype=np.int64)
    known = when <= cutoff_day + horizon_days
    ids, place = np.unique(who[known], return_inverse=True)
    when = when[known]
    span = int(np.ptp(when)) + 1 if len(when) else 1
    base = int(when.min()) if len(when) else 0
    merged = np.sort(place.astype(np.int64) * span + (when - base))
    merged = merged[np.diff(merged, prepend=-1) > 0]
    place, when = merged // span, merged % span + base
    first = when[np.flatnonzero(np.diff(place, prepend=-1))]
    is_past, is_repeat = when <= cutoff_day, when > first[place]
    is_recent = is_past & is_repeat & (when > cutoff_day - horizon_days)
    last = first.copy()
    np.maximum.at(last, place[is_past], when[is_past])
    won = first <= cutoff_day

    def days(is_counted: np.ndarray) -> Integers:
        return np.bincount(place[is_counted], minlength=len(ids))[won].astype(np.int64)

    return Window(
        customer=ids[won],
        x=days(is_past & is_repeat),
        tx_days=(last - first)[won],
        t_days=cutoff_day - first[won],
        last_period=days(is_recent),
        actual=days(~is_past),
    )


def backtest(customer: Any, day: Any, fit: Callable[..., Fit], cutoff_day: int, horizon_days: int) -> Holdout:
    """A holdout at one cut-off of a model given as its `fit(x, tx_days, t_days, weight)`; days are whole numbers."""
    return holdout(window(customer, day, cutoff_day, horizon_days), fit, cutoff_day, horizon_days)


def holdout(seen: Window, fit: Callable[..., Fit], cutoff_day: int, horizon_days: int) -> Holdout:
    """A model's holdout on a window that several models share."""
    size = int(seen.t_days.max(initial=0)) + 1  # x and tx do not exceed t: one number tells all three, sorted fast
    packed = (seen.x * size + seen.tx_days) * size + seen.t_days
    distinct, place, weight = np.unique(packed, return_inverse=True, return_counts=True)
    columns = (distinct // size**2, distinct // size % size, distinct % size)
    model = fit(*columns, weight)
    if model.is_usable:
        expected = expected_purchases(model, *columns, horizon_days)[place]
    else:
        expected = np.full(len(packed), np.nan)
    naive = seen.x / np.maximum(seen.t_days, 1) * horizon_days
    actual = int(seen.actual.sum())

    def error(guess: Any) -> float:
        return float(np.abs(guess - seen.actual).mean()) if len(packed) else float("nan")

    return Holdout(
        fit=model,
        cutoff_day=cutoff_day,
        horizon_days=horizon_days,
        customers=len(packed),
        actual_purchases=actual,
        expected_purchases=float(expected.sum()),
        bias=float(expected.sum() / actual - 1) if actual else float("nan"),
        mean_absolute_error=error(expected),
        naive_rate_purchases=float(naive.sum()),
        naive_rate_error=error(naive),
        same_as_last_purchases=float(seen.last_period.sum()),
        same_as_last_error=error(seen.last_period),
    )
