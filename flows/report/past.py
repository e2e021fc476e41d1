"""The model on its own past: fitted on what was known at a cut-off, beside what came after it."""

from typing import Any

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Note, Plot
from flows.report.number import count, figure, percent
from flows.report.plot import category, day, lines, quantity

# The newest backtest of the model that tonight's values rest on.
GRADE = """
select model, cutoff_on, horizon_days, actual_purchases, expected_purchases, bias from value.clv_grade
where model in (select model from value.clv) order by cutoff_on desc, model limit 1
"""
FREQUENCY = """
select repeat_purchases as x, customers, round(actual_purchases / customers, 6) as came,
  round(expected_purchases / customers, 6) as foretold
from value.calibration order by repeat_purchases
"""
TRACKING = """
select strftime(tracked_on, '%Y-%m-%d') as day, is_foretold, actual_purchases as came, expected_purchases as foretold
from value.tracking order by tracked_on
"""
CAME, FORETOLD = "came", "foretold"


def past(analyst: Analyst) -> list[Block]:
    """Purchases after the cut-off by frequency before it, and repeat purchases added up over all days."""
    grade = analyst.first(GRADE)
    if not grade:
        return [Note("The data are too short to test the model on its own past.")]
    frequency, tracking = analyst.rows(FREQUENCY), analyst.rows(TRACKING)
    if frequency.is_empty() or tracking.is_empty():
        return [Note(f"Of what was known on {grade['cutoff_on']} the model made no fit.")]
    return [_frequency(frequency, grade), _tracking(tracking, int(frequency["customers"].sum()), grade)]


def _frequency(rows: pl.DataFrame, grade: dict[str, Any]) -> Plot:
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


def _tracking(rows: pl.DataFrame, customers: int, grade: dict[str, Any]) -> Plot:
    shown, last = rows.filter(~pl.col("is_foretold")).row(-1, named=True), rows.row(-1, named=True)
    said = (
        f"Repeat purchases of {count(customers, 'customer')} won up to {grade['cutoff_on']} (the upright line), all "
        f"that the model was shown. Up to it {shown[CAME]:,} came and {figure(shown[FORETOLD])} are the model's; after "
        f"it {last[CAME] - shown[CAME]:,} came and {figure(last[FORETOLD] - shown[FORETOLD])} were foretold."
    )
    floats = rows.with_columns(pl.col(CAME).cast(pl.Float64))
    long = floats.unpivot([CAME, FORETOLD], index="day", variable_name="series", value_name="purchases")
    x = day("day")
    y = quantity("purchases", "repeat purchases so far")
    return lines("Repeat purchases added up", said, long, x, y, (CAME, FORETOLD), upright=str(grade["cutoff_on"]))
