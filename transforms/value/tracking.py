"""One row a day, a week apart: repeat purchases so far beside those that the model in use foretold in its backtest.

The last day of the horizon and the cut-off are always among the days. The rows stand as long as the backtest does.
"""

import polars as pl

from transforms.method.clv.held_out import Past, added_up, kept_or_made
from transforms.step import Tables

INPUTS = ("value.purchase", "value.clv_grade", "value.clv_score", "value.season", "ops.setting")
LAST_NIGHT = ("value.tracking",)

WEEK = 7
SCHEMA = pl.Schema(
    {
        "tracked_on": pl.Date,
        "model": pl.String,
        "cutoff_on": pl.Date,
        "horizon_days": pl.Int64,
        "is_foretold": pl.Boolean,
        "actual_purchases": pl.Int64,
        "expected_purchases": pl.Float64,
    }
)


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.tracking`; empty without a backtest, or where its fit failed."""
    return kept_or_made(tables, "value.tracking", SCHEMA, _rows)


def _rows(held: Past) -> pl.DataFrame:
    rows = added_up(held.purchases, held.fit, held.cutoff_day, held.horizon_days, held.season)
    days = rows["day"]
    return rows.filter(((days[-1] - days) % WEEK == 0) | (days == held.cutoff_day)).with_columns(
        pl.col("day").cast(pl.Int32).cast(pl.Date).alias("tracked_on"),
        (pl.col("day") > held.cutoff_day).alias("is_foretold"),
    )
