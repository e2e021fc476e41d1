"""One row a number of repeat purchases: what the model in use foretold of such customers on its newest backtest.

The rows stand as long as the backtest does.
"""

import polars as pl

from transforms.method.clv.held_out import MOST, Past, by_frequency, kept_or_made
from transforms.step import Tables

INPUTS = ("value.purchase", "value.clv_grade", "value.clv_score", "value.season", "ops.setting")
LAST_NIGHT = ("value.calibration",)

SCHEMA = pl.Schema(
    {
        "repeat_purchases": pl.String,
        "model": pl.String,
        "cutoff_on": pl.Date,
        "horizon_days": pl.Int64,
        "customers": pl.Int64,
        "actual_purchases": pl.Int64,
        "expected_purchases": pl.Float64,
    }
)


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.calibration`; empty without a backtest, or where its fit failed."""
    return kept_or_made(tables, "value.calibration", SCHEMA, _rows)


def _rows(held: Past) -> pl.DataFrame:
    ahead = held.season.horizon(held.cutoff_day, held.horizon_days)
    name = pl.col("x").cast(pl.String) + pl.when(pl.col("x") == MOST).then(pl.lit("+")).otherwise(pl.lit(""))
    return by_frequency(held.seen, held.fit, ahead).with_columns(name.alias("repeat_purchases"))
