"""The model in use on its newest backtest, told apart: by frequency, and day after day.

Fader, Hardie and Lee (2005), figures 2 to 4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.method.clv.acceptance import PURCHASE_MODELS
from transforms.method.clv.backtest import Window, in_season, window
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats
from transforms.method.clv.score import MODELS, expected_purchases
from transforms.method.clv.season import INDEX, Season, day_number, season_of
from transforms.step import Tables

MOST = 7  # from so many repeat purchases on customers are counted together, as in the paper
NEWEST = """
select model, cutoff_on, horizon_days from value.clv_grade where model in (select model from value.clv_score)
order by cutoff_on desc, model limit 1
"""
# Customers as whole numbers: the arrays of a million of them stay small.
DAYS = """
with day as (
    select customer_id, date_diff('day', date '1970-01-01', occurred_on) as day
    from value.purchase, ops.setting
    where customer_id is not null and occurred_on <= today and occasion is null
    group by customer_id, occurred_on
)
select cast(dense_rank() over (order by customer_id) as bigint) as customer, day from day order by customer, day
"""


@dataclass(frozen=True, slots=True)
class Past:
    """A backtest: whose purchases, what was known at the cut-off, and the model fitted on it; days since 1970."""

    cutoff_day: int
    horizon_days: int
    purchases: pl.DataFrame
    seen: Window
    fit: Fit
    season: Season


def kept_or_made(tables: Tables, table: str, schema: pl.Schema, made: Callable[[Past], pl.DataFrame]) -> pl.DataFrame:
    """Rows of a table about the newest backtest: last night's as long as that backtest stands, else `made` of it.

    Columns that name the backtest are added to what is made. Empty without a backtest, or where its fit failed.
    """
    newest = tables.read(NEWEST)
    before = tables.read(f"select * from last_night.{table}").select(list(schema))
    if newest.height and before.select(newest.columns).head(1).rows() == newest.rows():
        return before
    held = _past(tables, *newest.row(0)) if newest.height else None
    if held is None or not held.fit.is_usable:
        return pl.DataFrame(schema=schema)
    backtest = [pl.lit(value).alias(name) for name, value in newest.row(0, named=True).items()]
    named = made(held).rename({"actual": "actual_purchases", "expected": "expected_purchases"})
    return named.with_columns(backtest).select(list(schema)).cast(schema)


def _past(tables: Tables, model: str, cutoff_on: date, horizon_days: int) -> Past:
    purchases = tables.read(DAYS)
    cutoff, season = day_number(cutoff_on), season_of(tables.read(INDEX).rows())
    seen = in_season(window(purchases["customer"], purchases["day"], cutoff, horizon_days), season, cutoff)
    known = seen.alike
    fit = PURCHASE_MODELS[model](known.x, known.tx_days, known.t_days, known.customers)
    return Past(cutoff, horizon_days, purchases, seen, fit, season)


def by_frequency(seen: Window, fit: Fit, horizon_days: float) -> pl.DataFrame:
    """Customers, purchases that came and purchases foretold, by repeat purchases up to the cut-off."""
    known = seen.alike
    expected = expected_purchases(fit, known.x, known.tx_days, known.t_days, horizon_days)[known.place]
    place = np.minimum(seen.x, MOST)
    sums = [np.bincount(place, weight, minlength=MOST + 1) for weight in (None, seen.actual, expected)]
    frame = pl.DataFrame({"x": np.arange(MOST + 1), "customers": sums[0], "actual": sums[1], "expected": sums[2]})
    return frame.filter(pl.col("customers") > 0)


def added_up(
    purchases: pl.DataFrame, fit: Fit, cutoff_day: int, horizon_days: int, season: Season | None = None
) -> pl.DataFrame:
    """Repeat purchases that came and those foretold up to each day, of customers won by the cut-off; fit in days."""
    first = purchases.group_by("customer").agg(pl.col("day").min().alias("first"))
    won = purchases.join(first.filter(pl.col("first") <= cutoff_day), on="customer")
    end = cutoff_day + horizon_days
    starts = won.filter(pl.col("day") == pl.col("first"))["day"].to_numpy()
    repeats = won.filter((pl.col("day") > pl.col("first")) & (pl.col("day") <= end))["day"].to_numpy()
    start = int(starts.min())
    size = end - start + 1
    came = np.cumsum(np.bincount(repeats - start, minlength=size))
    won_by_day = np.bincount(starts - start, minlength=size)
    if season is None or season.is_even:
        foretold = np.convolve(won_by_day, of_new_customer(fit, size))[:size]
    else:
        passed = season.elapsed(np.full(size, start), np.arange(start, end + 1))
        curve, foretold = of_new_customer(fit, int(passed[-1]) + 2), np.zeros(size)
        for place in np.flatnonzero(won_by_day):
            ahead = passed[place:] - passed[place]
            foretold[place:] += won_by_day[place] * np.interp(ahead, np.arange(len(curve)), curve)
    return pl.DataFrame({"day": np.arange(start, end + 1), "actual": came, "expected": foretold})


def of_new_customer(fit: Fit, days: int) -> Floats:
    """Expected repeat purchases of a customer by each day after the first purchase, by a fit in days."""
    model, time = MODELS[fit.model], np.arange(days, dtype=np.float64)
    none = np.zeros(days)
    alive = model.p_alive(fit.parameters, none, none, none)
    return np.asarray(alive * model.expected_if_alive(fit.parameters, none, none, time))
