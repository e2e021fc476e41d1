"""The model on its own past: fitted on what was known at a cut-off, beside what came after it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Note, Plot
from flows.report.number import count, figure, percent
from flows.report.plot import category, day, lines, quantity
from transforms.clv.acceptance import PURCHASE_MODELS
from transforms.clv.backtest import Window, window
from transforms.clv.fit import Fit
from transforms.clv.score import MODELS, expected_purchases

# The newest backtest of the model that tonight's values rest on.
GRADE = """
select model, cutoff_on, horizon_days, actual_purchases, expected_purchases, bias from value.clv_grade
where model in (select model from value.clv) order by cutoff_on desc, model limit 1
"""
EPOCH = date(1970, 1, 1)
DAYS = """
select dense_rank() over (order by customer_id) as customer, date_diff('day', date '1970-01-01', occurred_on) as day
from value.purchase cross join (select today from ops.setting) where customer_id is not null and occurred_on <= today
group by customer_id, occurred_on order by customer, day
"""
CAME, FORETOLD = "came", "foretold"
MOST = 7  # from so many repeat purchases on customers are counted together, as Fader, Hardie and Lee do
POINTS = 60


def past(analyst: Analyst) -> list[Block]:
    """Purchases after the cut-off by frequency before it, and repeat purchases added up over all days."""
    grade = analyst.first(GRADE)
    if not grade or grade["model"] not in PURCHASE_MODELS:
        return [Note("The data are too short to test the model on its own past.")]
    purchases, cutoff = analyst.rows(DAYS), (grade["cutoff_on"] - EPOCH).days
    seen = window(purchases["customer"], purchases["day"], cutoff, grade["horizon_days"])
    distinct, weight = np.unique(np.column_stack([seen.x, seen.tx_days, seen.t_days]), axis=0, return_counts=True)
    fit = PURCHASE_MODELS[grade["model"]](*distinct.T, weight)
    if not fit.is_usable:
        return [Note(f"Of what was known on {grade['cutoff_on']} the model made no fit: {fit.reason}.")]
    return [_frequency(seen, fit, grade), _tracking(purchases, fit, cutoff, grade)]


def _frequency(seen: Window, fit: Fit, grade: dict[str, Any]) -> Plot:
    expected = expected_purchases(fit, seen.x, seen.tx_days, seen.t_days, grade["horizon_days"])
    told = pl.DataFrame({"place": np.minimum(seen.x, MOST), CAME: seen.actual, FORETOLD: expected})
    rows = told.group_by("place").agg(pl.len().alias("customers"), pl.col(CAME, FORETOLD).mean().round(6)).sort("place")
    rows = rows.with_columns(
        pl.when(pl.col("place") < MOST).then(pl.col("place").cast(pl.String)).otherwise(pl.lit(f"{MOST}+")).alias("x")
    )
    worst = rows.sort((pl.col(CAME) - pl.col(FORETOLD)).abs(), descending=True).row(0, named=True)
    said = (
        f"Fitted up to {grade['cutoff_on']}, the model foretold {figure(grade['expected_purchases'])} purchases in the "
        f"{grade['horizon_days']} days after; {count(grade['actual_purchases'], 'purchase')} came "
        f"({percent(grade['bias'])}). Farthest off are the {count(worst['customers'], 'customer')} with {worst['x']} "
        f"before: {figure(worst[FORETOLD])} foretold a customer, {figure(worst[CAME])} came."
    )
    x = category("x", "repeat purchases up to the cut-off", rows["x"].to_list())
    y = quantity("purchases", "purchases a customer after it", ".2~f")
    long = rows.unpivot([CAME, FORETOLD], index="x", variable_name="series", value_name="purchases")
    return lines("Foretold and come, by frequency", said, long, x, y, (CAME, FORETOLD))


def _tracking(purchases: pl.DataFrame, fit: Fit, cutoff: int, grade: dict[str, Any]) -> Plot:
    first = pl.col("day").min().over("customer")
    won = purchases.with_columns(first.alias("first")).filter(pl.col("first") <= cutoff)
    end = cutoff + grade["horizon_days"]
    starts = won.filter(pl.col("day") == pl.col("first"))["day"].to_numpy()
    repeats = won.filter((pl.col("day") > pl.col("first")) & (pl.col("day") <= end))["day"].to_numpy()
    start = int(starts.min())
    size = end - start + 1
    came = np.cumsum(np.bincount(repeats - start, minlength=size))
    foretold = np.convolve(np.bincount(starts - start, minlength=size), _of_new_customer(fit, size))[:size]
    shown = np.unique(np.linspace(0, size - 1, POINTS).round().astype(int))
    days = [str(EPOCH + timedelta(days=start + int(place))) for place in shown]
    rows = pl.DataFrame({"day": days, CAME: came[shown], FORETOLD: foretold[shown]})
    at = cutoff - start
    after, expected = int(came[-1] - came[at]), float(foretold[-1] - foretold[at])
    said = (
        f"Repeat purchases of {count(len(starts), 'customer')} won up to {grade['cutoff_on']} (the upright line), all "
        f"that the model was shown. Up to it {came[at]:,} came and {figure(foretold[at])} are the model's; after it "
        f"{after:,} came and {figure(expected)} were foretold."
    )
    long = rows.unpivot([CAME, FORETOLD], index="day", variable_name="series", value_name="purchases")
    x = day("day")
    y = quantity("purchases", "repeat purchases so far")
    return lines("Repeat purchases added up", said, long, x, y, (CAME, FORETOLD), upright=str(grade["cutoff_on"]))


def _of_new_customer(fit: Fit, days: int) -> np.ndarray:
    """Expected repeat purchases of a customer by each day after the first purchase."""
    model, time = MODELS[fit.model], np.arange(days, dtype=np.float64)
    none = np.zeros(days)
    alive = model.p_alive(fit.parameters, none, none, none)
    return np.asarray(alive * model.expected_if_alive(fit.parameters, none, none, time))
