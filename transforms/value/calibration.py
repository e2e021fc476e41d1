"""One row a number of repeat purchases: what the model in use foretold of such customers on its newest backtest.

The rows stand as long as the backtest does.
"""

import polars as pl

from transforms.clv.past import EPOCH, MOST, by_frequency, newest, past
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
    found = newest(tables)
    before = tables.read("select * from last_night.value.calibration").select(list(SCHEMA))
    if found is None or (before.height and before.row(0)[1:4] == found):
        return before if found else pl.DataFrame(schema=SCHEMA)
    held = past(tables, *found)
    if not held.fit.is_usable:
        return pl.DataFrame(schema=SCHEMA)
    ahead = held.season.horizon((held.cutoff_on - EPOCH).days, held.horizon_days)
    rows = by_frequency(held.seen, held.fit, ahead)
    name = pl.col("x").cast(pl.String) + pl.when(pl.col("x") == MOST).then(pl.lit("+")).otherwise(pl.lit(""))
    model, cutoff_on, horizon_days = found
    told = rows.select(
        name.alias("repeat_purchases"),
        pl.lit(model).alias("model"),
        pl.lit(cutoff_on).alias("cutoff_on"),
        pl.lit(horizon_days).alias("horizon_days"),
        "customers",
        pl.col("actual").alias("actual_purchases"),
        pl.col("expected").alias("expected_purchases"),
    )
    return told.cast(SCHEMA)
