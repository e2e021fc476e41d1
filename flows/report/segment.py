"""Segments: how large they are, what they bring, who came and went."""

from flows.report.analyst import Analyst
from flows.report.block import Block, table
from flows.report.number import count, percent
from flows.report.plot import bars

MOST_BARS = 15
SIZES = """
select segment, customers, customer_share from segment.segment_size order by customers desc, segment
"""
TABLE = """
with setting as (select today from ops.setting),
moved as (
  select segment, sum(case when movement = 'entered' then customers else 0 end)::bigint as entered,
    sum(case when movement = 'left' then customers else 0 end)::bigint as gone
  from segment.segment_change where changed_on = (select today from setting) group by segment
)
select size.segment as "segment", size.sentence as "whom it means", size.customers as "customers",
  size.customer_share as "share of customers", coalesce(moved.entered, 0) as "came tonight",
  coalesce(moved.gone, 0) as "left tonight", size.revenue as "revenue so far",
  size.revenue_share as "share of revenue", size.expected_profit_12m as "expected, next 12 months"
from segment.segment_size as size left join moved on size.segment = moved.segment
order by size.customers desc, size.segment
"""
CAUSES = """
select segment, movement, cause, customers from segment.segment_change
where changed_on = (select today from ops.setting) and cause <> 'new segment'
order by segment, movement, cause
"""


def segments(analyst: Analyst) -> list[Block]:
    """Sizes of the segments, what they bring, and why customers entered or left tonight."""
    sizes = analyst.rows(SIZES)
    if sizes.is_empty():
        return []
    largest = sizes.row(0, named=True)
    share = "" if largest["customer_share"] is None else f" ({percent(largest['customer_share'])} of all)"
    said = (
        f"The largest of {count(sizes.height, 'segment')} is {largest['segment']} with {largest['customers']:,}{share}."
    )
    if sizes.height > MOST_BARS:
        said += f" The {MOST_BARS} largest are shown."
    return [
        bars("Customers by segment", said, sizes.head(MOST_BARS), "segment", "customers", "customers"),
        *table("Why customers entered or left tonight", analyst.rows(CAUSES)),
        *table("Segments", analyst.rows(TABLE), analyst.currency, "A customer may be in several."),
    ]
