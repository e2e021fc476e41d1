"""One row a month of the year: how busy it is beside the others, which the models of lifetime value allow for.

The rows stand until a further month is over: figures do not move from night to night for its sake.
"""

import numpy as np
import polars as pl

from transforms.method.clv.season import MONTHS, day_number, seen
from transforms.step import Tables

INPUTS = ("value.summary", "value.purchase", "ops.setting")
LAST_NIGHT = ("value.season",)

FIRST = "select date_diff('day', date '1970-01-01', first_on) as day from value.summary where not is_occasional"
REPEAT = """
select
    date_diff('day', date '1970-01-01', purchase.occurred_on) as day,
    count(distinct purchase.customer_id) as customers
from value.purchase as purchase
inner join value.summary as summary on purchase.customer_id = summary.customer_id
cross join ops.setting as setting
where purchase.occurred_on > summary.first_on and purchase.occurred_on <= setting.today and not summary.is_occasional
group by purchase.occurred_on
"""


def build(tables: Tables) -> pl.DataFrame:
    """Rows of `value.season`: the index is NULL, with a reason, where the data do not tell a season."""
    today = day_number(tables.read("select today from ops.setting").item())
    repeat = tables.read(REPEAT)
    days = np.repeat(repeat["day"].to_numpy(), repeat["customers"].to_numpy())
    found = seen(tables.read(FIRST)["day"].to_numpy(), days, today)
    before = tables.read("select * from last_night.value.season order by month")
    if before.height and before["months_seen"][0] == found.months:
        return before
    index = [round(one, 9) for one in found.season.index] if found.season else [None] * MONTHS
    return pl.DataFrame(
        {
            "month": range(1, MONTHS + 1),
            "months_seen": [found.months] * MONTHS,
            "repeat_purchases": found.purchases,
            "season_index": pl.Series(index, dtype=pl.Float64),
            "reason": pl.Series([found.reason or None] * MONTHS, dtype=pl.String),
        }
    )
