"""What a model would have foretold from a past day, beside two rules that need no model."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Integers
from transforms.method.clv.score import expected_purchases
from transforms.method.clv.season import Season
from transforms.method.clv.summary import Alike, alike, coded

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
    alike: Alike


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
    decode, code = coded(who[known])
    base = int(when[known].min(initial=cutoff_day))
    of_day = (cutoff_day + horizon_days - base).bit_length()
    packed = np.sort(code << of_day | when[known] - base)
    packed = packed[np.diff(packed, prepend=-1) > 0]
    code, when = packed >> of_day, (packed & (1 << of_day) - 1) + base
    is_new = np.diff(code, prepend=-1) > 0
    place, code = np.cumsum(is_new) - 1, code[is_new]
    first = when[is_new]
    is_past, is_repeat = when <= cutoff_day, when > first[place]
    is_recent = is_past & is_repeat & (when > cutoff_day - horizon_days)
    last = first.copy()
    np.maximum.at(last, place[is_past], when[is_past])
    won = first <= cutoff_day

    def days(is_counted: np.ndarray) -> Integers:
        return np.bincount(place[is_counted], minlength=len(code))[won].astype(np.int64)

    x, tx_days, t_days = days(is_past & is_repeat), (last - first)[won], cutoff_day - first[won]
    return Window(
        customer=decode(code[won]),
        x=x,
        tx_days=tx_days,
        t_days=t_days,
        last_period=days(is_recent),
        actual=days(~is_past),
        alike=alike(x, tx_days, t_days),
    )


def backtest(customer: Any, day: Any, fit: Callable[..., Fit], cutoff_day: int, horizon_days: int) -> Holdout:
    """A holdout at one cut-off of a model given as its `fit(x, tx_days, t_days, weight)`; days are whole numbers."""
    return holdout(window(customer, day, cutoff_day, horizon_days), fit, cutoff_day, horizon_days)


def in_season(seen: Window, season: Season, cutoff_day: int) -> Window:
    """The window as the models are told it: statistics of customers alike in operational days."""
    known = seen.alike
    tx, t = season.statistics(known.x, known.tx_days, known.t_days, cutoff_day)
    return replace(seen, alike=replace(known, tx_days=tx, t_days=t))


def holdout(
    seen: Window, fit: Callable[..., Fit], cutoff_day: int, horizon_days: int, ahead: float | None = None
) -> Holdout:
    """A model's holdout on a window that several models share; `ahead` is the horizon in operational days."""
    columns = (seen.alike.x, seen.alike.tx_days, seen.alike.t_days)
    model, count = fit(*columns, seen.alike.customers), len(seen.x)
    if model.is_usable:
        expected = expected_purchases(model, *columns, horizon_days if ahead is None else ahead)[seen.alike.place]
    else:
        expected = np.full(count, np.nan)
    naive = seen.x / np.maximum(seen.t_days, 1) * horizon_days
    actual = int(seen.actual.sum())

    def error(guess: Any) -> float:
        return float(np.abs(guess - seen.actual).mean()) if count else float("nan")

    return Holdout(
        fit=model,
        cutoff_day=cutoff_day,
        horizon_days=horizon_days,
        customers=count,
        actual_purchases=actual,
        expected_purchases=float(expected.sum()),
        bias=float(expected.sum() / actual - 1) if actual else float("nan"),
        mean_absolute_error=error(expected),
        naive_rate_purchases=float(naive.sum()),
        naive_rate_error=error(naive),
        same_as_last_purchases=float(seen.last_period.sum()),
        same_as_last_error=error(seen.last_period),
    )
