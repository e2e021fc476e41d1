"""Who is who: how many records became how many customers, what a person should look at, what was set aside."""

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Figures, Plot, table
from flows.report.number import UNKNOWN, count, percent
from flows.report.plot import category, columns, quantity

QUALITY = "select * from identity.identity_quality"
SIZES = """
with customer as (select customer_id, count(*) as records from identity.record group by customer_id),
sized as (select least(records, 8) as place, count(*) as customers from customer group by place)
select place, case when place = 8 then '8+' else cast(place as varchar) end as records, customers
from sized order by place
"""
SUSPECT = """
select kind as "kind", count(*) as "values set aside", sum(records)::bigint as "records that carry them"
from identity.suspect_value group by kind order by kind
"""
EVENTS = """
select event as "what happened", count(*) as "times" from identity.identity_event
where happened_on = (select today from ops.setting) group by event order by event
"""
RELATIONS = """
select replace(relation, '_', ' ') as "relation", basis, count(*) as "pairs of customers"
from identity.customer_relation group by relation, basis order by relation, basis
"""


def identity(analyst: Analyst) -> list[Block]:
    """Figures of the matching, sizes of customers, placeholders, and what changed tonight."""
    found = analyst.first(QUALITY)
    if not found or not found["records"]:
        return []
    merged = found["records"] - found["customers"]
    kept = "no night before" if found["kept_share"] is None else "of last night's records kept their customer"
    entries = (
        ("customers", f"{found['customers']:,}", f"{count(found['records'], 'record')}, {merged:,} merged away"),
        ("pairs compared", f"{found['candidate_pairs']:,}", f"{found['merged_pairs']:,} taken for one customer"),
        ("pairs to review", f"{found['review_pairs']:,}", "a person should look at them"),
        ("largest customer", f"{found['largest_cluster']:,}", "records"),
        ("stable", UNKNOWN if found["kept_share"] is None else percent(found["kept_share"]), kept),
        ("placeholders", f"{found['suspect_values']:,}", "values that matching does not use"),
    )
    return [
        Figures(entries),
        _sizes(analyst.rows(SIZES)),
        *table("Tonight", analyst.rows(EVENTS)),
        *table("Values set aside as placeholders", analyst.rows(SUSPECT)),
        *table("Relations between customers", analyst.rows(RELATIONS)),
    ]


def _sizes(rows: pl.DataFrame) -> Plot:
    customers = int(rows["customers"].sum())
    several = int(rows.filter(pl.col("place") > 1)["customers"].sum())
    said = f"{several:,} of {customers:,} customers ({percent(several / customers)}) are made of more than one record."
    x, y = category("records", "records of a customer"), quantity("customers", "customers")
    return columns("How many records make a customer", said, rows, x, y)
