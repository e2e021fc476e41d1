"""What left tonight, to whom, who was held back and why, and what was refused as a whole."""

import polars as pl

from flows.report.analyst import Analyst
from flows.report.block import Block, Note, table
from flows.report.number import count

RELEASES = """
select r.release, c.recipient, c.purpose, c.mode, r.status, r.selected as "selected", r.suppressed as "held back",
  r.created as "created", r.updated as "updated", r.removed as "removed", r.unchanged as "unchanged"
from privacy.release_result r left join privacy.release_contract c on r.release = c.release order by r.release
"""
REFUSED = """
select release, code, reason as "why" from privacy.release_result where status = 'refused' order by release
"""
# A reason is told when all share it: one that differs from customer to customer stays in the warehouse.
HELD_BACK = """
select release, code, count(distinct customer_id) as "customers",
  case when count(distinct reason) = 1 then max(reason) else count(distinct reason) || ' different reasons' end as "why"
from privacy.suppression group by release, code order by release, "customers" desc, code
"""


def releases(analyst: Analyst) -> list[Block]:
    """Rows of each release, customers held back by reason, releases refused with their code."""
    rows = analyst.rows(RELEASES)
    if rows.is_empty():
        return []
    went = rows.filter(pl.col("status") == "released")
    changes = int(went.select(pl.sum_horizontal("created", "updated", "removed").sum()).item())
    said = f"{count(went.height, 'release')} of {rows.height} went out with {count(changes, 'change')}."
    return [
        Note(said),
        *table("Releases", rows),
        *table("Refused as a whole", analyst.rows(REFUSED)),
        *table("Customers held back", analyst.rows(HELD_BACK), note="A customer may be held back for several reasons."),
    ]
