"""One row a distinct (repeat_purchases, recency_days, observed_days, spend_purchases): what the model in use expects.

Customers alike in these four share their figures, so a million of them cost as little as some ten thousand rows.
"""

import numpy as np
import polars as pl

from transforms.method.clv import bg_nbd, gamma_gamma
from transforms.method.clv.acceptance import Accepted, read
from transforms.method.clv.history import Floats, unit_days
from transforms.method.clv.interval_of_spend import reach
from transforms.method.clv.score import expected_if_alive, p_alive, residual_if_alive, year_from
from transforms.method.clv.season import INDEX, day_number, season_of
from transforms.method.clv.smooth import over_time
from transforms.step import Tables

INPUTS = ("value.summary", "value.season", "value.clv_fit", "value.clv_grade", "ops.setting")

STATISTICS = """
select distinct repeat_purchases, recency_days, observed_days, spend_purchases
from value.summary where not is_occasional
order by repeat_purchases, recency_days, observed_days, spend_purchases
"""
ERRORS = """
select model, sum(mean_absolute_error) as error from value.clv_grade group by model
having count(*) = count(mean_absolute_error) order by error, model
"""
FIGURES = ("p_alive", "expected_purchases_12m", "discounted_purchases_12m", "discounted_purchases", "low", "high")
BEST = "best"


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.clv_score`; figures are NULL, with a reason, where no fit can be used."""
    today, model, rate, level = tables.read(
        "select today, clv_model, clv_annual_discount, interval_level from ops.setting"
    ).row(0)
    accepted = read(tables.read("select * from value.clv_fit"))
    if model == BEST:
        model = _best(tables.read(ERRORS))
    rows = tables.read(STATISTICS)
    rows = rows.with_columns(pl.lit(model).alias("model"))
    if model not in accepted:
        said = tables.read(f"select max(reason) from value.clv_fit where model = '{model}'").item()
        empty = [pl.lit(None, pl.Float64).alias(name) for name in FIGURES]
        return rows.with_columns(pl.lit(None, pl.String).alias("fit_id"), *empty, pl.lit(said).alias("reason"))
    day, season = day_number(today), season_of(tables.read(INDEX).rows())
    x, tx, t, n = (rows[name].to_numpy() for name in rows.columns[:4])
    tx, t = season.statistics(x, tx, t, day)
    statistics = tuple(column.astype(np.float64) for column in (x, tx, t, n))
    year = season.horizon(day, year_from(today))
    figures = _figures(statistics, accepted[model], accepted.get(gamma_gamma.NAME), year, rate, level)
    named = [pl.Series(name, values).fill_nan(None) for name, values in zip(FIGURES, figures, strict=True)]
    return rows.with_columns(
        pl.lit(accepted[model].fit_id).alias("fit_id"), *named, pl.lit(None, pl.String).alias("reason")
    )


def _figures(
    statistics: tuple[Floats, ...],
    buying: Accepted,
    spending: Accepted | None,
    horizon_days: float,
    rate: float,
    level: float,
) -> list[Floats]:
    x, tx, t, n = statistics
    fit = buying.fit
    bend = fit.parameters["alpha"] * unit_days(fit.unit)
    alive = p_alive(fit, x, tx, t)
    expected = over_time(lambda count, days: expected_if_alive(fit, count, days, horizon_days), x, t, bend)
    year = over_time(lambda count, days: residual_if_alive(fit, count, days, rate, horizon_days), x, t, bend)
    ever = over_time(lambda count, days: residual_if_alive(fit, count, days, rate), x, t, bend)
    low, high = reach(fit, spending.fit if spending else None, x, t, n, alive, horizon_days, level)
    # Rounded: the last bits depend on how many are computed together, and a customer's figures must not.
    return [np.round(figure, 12) for figure in (alive, alive * expected, alive * year, alive * ever, low, high)]


def _best(errors: pl.DataFrame) -> str:
    """The model of the least error over all cut-offs; the default where nothing could be tested."""
    return str(errors["model"][0]) if errors.height else bg_nbd.MODIFIED_NAME
