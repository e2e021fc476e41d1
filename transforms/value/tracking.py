"""One row a day, a week apart: repeat purchases so far beside those that the model in use foretold in its backtest.

The last day of the horizon and the cut-off are always among the days. The rows stand as long as the backtest does.
"""

import polars as pl

from transforms.clv.past import EPOCH, added_up, newest, past
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
    found = newest(tables)
    before = tables.read("select * from last_night.value.tracking").select(list(SCHEMA))
    if found is None or (before.height and before.row(0)[1:4] == found):
        return before if found else pl.DataFrame(schema=SCHEMA)
    held = past(tables, *found)
    if not held.fit.is_usable:
        return pl.DataFrame(schema=SCHEMA)
    model, cutoff_on, horizon_days = found
    cutoff = (cutoff_on - EPOCH).days
    rows = added_up(held.purchases, held.fit, cutoff, horizon_days, held.season)
    days = rows["day"]
    told = rows.filter(((days[-1] - days) % WEEK == 0) | (days == cutoff)).select(
        pl.col("day").cast(pl.Int32).cast(pl.Date).alias("tracked_on"),
        pl.lit(model).alias("model"),
        pl.lit(cutoff_on).alias("cutoff_on"),
        pl.lit(horizon_days).alias("horizon_days"),
        (pl.col("day") > cutoff).alias("is_foretold"),
        pl.col("actual").alias("actual_purchases"),
        pl.col("expected").alias("expected_purchases"),
    )
    return told.cast(SCHEMA)
