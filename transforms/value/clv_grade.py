"""One row a model and a past cut-off: what the model would have foretold then, against what came.

The two latest cut-offs whose horizons are over and do not overlap; none where the data are shorter than three
horizons. The grades stand as long as the fits do.
"""

import numpy as np
import polars as pl

from transforms.method.clv.acceptance import PURCHASE_MODELS
from transforms.method.clv.backtest import Window, holdout, in_season, rolling_cutoffs, window
from transforms.method.clv.held_out import DAYS
from transforms.method.clv.season import INDEX, Season, season_of
from transforms.step import Tables

INPUTS = ("value.purchase", "value.season", "value.clv_fit", "ops.setting")
LAST_NIGHT = ("value.clv_grade",)

SHORTEST_HORIZON_DAYS = 14
SCHEMA = {
    "model": pl.String,
    "cutoff_on": pl.Date,
    "horizon_days": pl.Int64,
    "customers": pl.Int64,
    "actual_purchases": pl.Int64,
    "expected_purchases": pl.Float64,
    "bias": pl.Float64,
    "mean_absolute_error": pl.Float64,
    "naive_rate_error": pl.Float64,
    "same_as_last_error": pl.Float64,
    "grade": pl.String,
}


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.clv_grade`; empty where nothing can be held out."""
    fitted = tables.read("""
        select count(*) filter (fitted_on = today) as fresh from value.clv_fit, ops.setting where basis <> 'failed'
    """).item()
    before = tables.read("select * from last_night.value.clv_grade").select(list(SCHEMA))
    if not fitted and before.height:
        return before
    today, longest, unit = tables.read(
        "select date_diff('day', date '1970-01-01', today) as today, clv_holdout_days, clv_unit from ops.setting"
    ).row(0)
    days = tables.read(DAYS)
    customer, day = days["customer"].to_numpy(), days["day"].to_numpy()
    horizon = min(longest, (today - int(day.min())) // 3) if len(day) else 0
    if horizon < SHORTEST_HORIZON_DAYS:
        return pl.DataFrame(schema=SCHEMA)
    season = season_of(tables.read(INDEX).rows())
    graded = [
        row
        for cutoff in rolling_cutoffs(today, horizon)
        for row in _graded(window(customer, day, cutoff, horizon), season, cutoff, horizon, unit)
    ]
    frame = pl.DataFrame(graded, schema=SCHEMA | {"cutoff_on": pl.Int32}, orient="row")
    return frame.with_columns(pl.col("cutoff_on").cast(pl.Date), pl.col(pl.Float64).fill_nan(None)).sort(
        "model", "cutoff_on"
    )


def _graded(seen: Window, season: Season, cutoff: int, horizon: int, unit: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    told, ahead = in_season(seen, season, cutoff), season.horizon(cutoff, horizon)
    for model, fit in PURCHASE_MODELS.items():
        held = holdout(told, lambda *columns, fit=fit: fit(*columns, unit=unit), cutoff, horizon, ahead)
        figures = (held.expected_purchases, held.bias, held.mean_absolute_error)
        naive = (held.naive_rate_error, held.same_as_last_error)
        errors = [value if np.isfinite(value) else None for value in (*figures, *naive)]
        rows.append((model, cutoff, horizon, held.customers, held.actual_purchases, *errors, held.grade))
    return rows
