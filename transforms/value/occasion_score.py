"""One row a distinct (repeat_purchases, last_occasion, occasions): what the BG/BB model expects of such a customer.

Occasions to come are as far apart as those so far were on average, the first of them so long after the latest.
"""

import numpy as np
import polars as pl

from transforms.method.clv import bg_bb
from transforms.method.clv.acceptance import read
from transforms.method.clv.score import DAYS_A_YEAR, year_from
from transforms.step import Tables

INPUTS = ("value.occasion", "value.purchase", "value.clv_fit", "ops.setting")

STATISTICS = """
select distinct repeat_purchases, last_occasion, occasions from value.occasion
order by repeat_purchases, last_occasion, occasions
"""
CALENDAR = """
with met as (
    select occasion, min(occurred_on) as occurred_on
    from value.purchase, ops.setting where occasion is not null and occurred_on <= today group by occasion
)
select arg_max(occurred_on, occasion) as latest_on, date_diff('day', min(occurred_on), max(occurred_on)) as days,
    max(occasion) - min(occasion) as steps
from met
"""
FIGURES = ("p_alive", "expected_purchases_12m", "discounted_purchases_12m", "discounted_purchases", "low", "high")


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.occasion_score`; figures are NULL, with a reason, where no fit can be used."""
    today, rate, level = tables.read("select today, clv_annual_discount, interval_level from ops.setting").row(0)
    rows = tables.read(STATISTICS).with_columns(pl.lit(bg_bb.NAME).alias("model"))
    accepted = read(tables.read("select * from value.clv_fit")).get(bg_bb.NAME)
    latest, days, steps = tables.read(CALENDAR).row(0)
    if accepted is None or not days:
        said = tables.read(f"select max(reason) from value.clv_fit where model = '{bg_bb.NAME}'").item()
        why = said if accepted is None and said else "one occasion does not tell when the next comes"
        empty = [pl.lit(None, pl.Float64).alias(name) for name in FIGURES]
        fit_id, ahead = pl.lit(None, pl.String).alias("fit_id"), pl.lit(None, pl.Int64).alias("occasions_12m")
        return rows.with_columns(fit_id, ahead, *empty, pl.lit(why).alias("reason"))
    gap = days / steps
    coming = np.arange(gap - (today - latest).days % gap, year_from(today) + 1e-9, gap)
    x, last, seen = (rows[name].to_numpy() for name in ("repeat_purchases", "last_occasion", "occasions"))
    parameters = accepted.fit.parameters
    each = bg_bb.purchases_by_occasion(parameters, x, last, seen, len(coming))
    year = each.sum(axis=1)
    ever = np.full(len(x), np.nan)
    if rate > 0:
        sooner = (1 + rate) ** ((today - latest).days % gap / DAYS_A_YEAR)
        ever = sooner * bg_bb.residual_purchases(parameters, x, last, seen, (1 + rate) ** (gap / DAYS_A_YEAR) - 1)
    low, high = bg_bb.purchase_interval(parameters, x, last, seen, len(coming), level)
    alive, discounted = bg_bb.p_alive(parameters, x, last, seen), each @ (1 + rate) ** (-coming / DAYS_A_YEAR)
    with np.errstate(invalid="ignore"):
        figures = (alive, year, discounted, ever, low / year, high / year)
    named = [pl.Series(name, values).fill_nan(None) for name, values in zip(FIGURES, figures, strict=True)]
    told = (pl.lit(accepted.fit_id).alias("fit_id"), pl.lit(len(coming), pl.Int64).alias("occasions_12m"))
    return rows.with_columns(*told, *named, pl.lit(None, pl.String).alias("reason"))
