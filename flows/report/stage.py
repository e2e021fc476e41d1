"""Where customers stand in their life with the company, and how they moved this month."""

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Plot, table
from flows.report.number import count, percent
from flows.report.plot import bars, category, heat

ORDER = ("new", "acquisition", "growth", "maturity", "decline", "exit", "gone")
STAGES = """
select stage, count(*) as customers from lifecycle.lifecycle group by stage
order by list_position(['acquisition', 'growth', 'maturity', 'decline', 'exit'], stage)
"""
MATRIX = """
select month_on, from_stage, to_stage, customers, from_share from lifecycle.stage_matrix
where month_on = (select max(month_on) from lifecycle.stage_matrix) order by from_stage, to_stage
"""
WARNINGS = """
select sign, count(*) as "customers", count(case when value_tier = 'top' then 1 end) as "of them top tier"
from lifecycle.early_warning group by sign order by "customers" desc, sign
"""


def stages(analyst: Analyst) -> list[Block]:
    """Customers by stage, this month's moves between stages, early warnings by sign."""
    rows = analyst.rows(STAGES)
    if rows.is_empty():
        return []
    warnings = table("Early warnings of valuable customers", analyst.rows(WARNINGS))
    return [_stages(rows), *_matrix(analyst.rows(MATRIX)), *warnings]


def _stages(rows: pl.DataFrame) -> Plot:
    total, most = int(rows["customers"].sum()), rows.sort("customers", descending=True).row(0, named=True)
    share = percent(most["customers"] / total)
    said = f"Most customers are in {most['stage']}: {most['customers']:,} of {total:,} ({share})."
    return bars("Customers by stage", said, rows, "stage", "customers", "customers")


def _matrix(rows: pl.DataFrame) -> list[Plot]:
    if rows.is_empty():
        return []
    standing = rows.filter(pl.col("from_stage") != "new")
    moved = int(standing.filter(pl.col("from_stage") != pl.col("to_stage"))["customers"].sum())
    month = f"{rows['month_on'][0]:%Y-%m}"
    new = int(rows.filter(pl.col("from_stage") == "new")["customers"].sum())
    said = f"In {month} {count(moved, 'customer')} of {int(standing['customers'].sum()):,} changed stage"
    if standing.is_empty():
        said = f"In {month} the first {count(new, 'customer')} came"
    elif new:
        said += f" and {new:,} came new"
    said += ". A row adds up to 100%."
    shown = [stage for stage in ORDER if stage in {*rows["from_stage"], *rows["to_stage"]}]
    x = category("to_stage", "stage at the end of the month, or today", [s for s in shown if s != "new"])
    before = [stage for stage in shown if stage in {*rows["from_stage"]}]
    y = category("from_stage", "stage before", before)
    return [
        heat("Moves between stages this month", said, rows.drop("month_on"), x, y, "from_share", 80 + 38 * len(before))
    ]
