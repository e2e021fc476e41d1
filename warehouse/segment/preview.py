"""Segments before they are saved, counted on the last published night; and what moved a count between two nights."""

from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from expectations.segment import CUSTOMER_360
from expectations.table import Table
from warehouse.published.query import answer
from warehouse.segment.segment import Named, rule_sizes, segment_step

SIZES = """
with match as ({match}),
total as (select count(*) as customers from segment.customer_360),
night as (select segment, count(*) as customers from segment.member group by segment)
select
  said.segment, count(match.customer_id) as customers,
  count(match.customer_id) / nullif(total.customers, 0) as customer_share, night.customers as last_night
from (select unnest(?::varchar[]) as segment, unnest(range(?)) as place) as said
cross join total
left join match on said.segment = match.segment
left join night on said.segment = night.segment
group by said.segment, said.place, total.customers, night.customers
order by said.place
"""
OVERLAP = """
with match as ({match}),
size as (select segment, count(*) as customers from match group by segment)
select
  one.segment, other.segment as other_segment, count(*) as customers,
  count(*) / size.customers as segment_share, count(*) / (size.customers + beside.customers - count(*)) as jaccard
from match as one
inner join match as other on one.customer_id = other.customer_id and one.segment <> other.segment
inner join size on one.segment = size.segment
inner join size as beside on other.segment = beside.segment
where list_contains(?, one.segment)
group by one.segment, other.segment, size.customers, beside.customers
order by one.segment, count(*) desc, other.segment
"""
CHANGES = """
with setting as (select ?::date as since, ?::date as until),
counted as (
  select segment, 0 as place, 'members on ' || since as what,
    count(*) filter (entered_on <= since and (left_on is null or left_on > since)) as customers
  from segment.segment_membership cross join setting group by segment, since
  union all
  select segment, 1, movement || ': ' || cause, sum(if(movement = 'entered', customers, -customers))::bigint
  from segment.segment_change cross join setting
  where changed_on > since and changed_on <= until group by segment, movement, cause
  union all
  select segment, 2, 'members on ' || until,
    count(*) filter (entered_on <= until and (left_on is null or left_on > until))
  from segment.segment_membership cross join setting group by segment, until
)
select segment, what, customers from counted
where len(?::varchar[]) = 0 or list_contains(?, segment)
order by segment, place, what
"""
NIGHTS = "select today from ops.night order by today desc limit 2"


def sizes(con: duckdb.DuckDBPyConnection, segments: Sequence[Named], customer: Table = CUSTOMER_360) -> pl.DataFrame:
    """One row a segment in the order given: customers it would have, their share of all, its members last night.

    `customer` is segment.customer_360 as declared for the company, here and below.
    SegmentRefused names a condition that cannot be used, QueryFailed what a night of an older version lacks.
    """
    names = [segment.name for segment in segments]
    return answer(con, _over(SIZES, segments, customer), [names, len(names)])


def rules(con: duckdb.DuckDBPyConnection, segments: Sequence[Named], customer: Table = CUSTOMER_360) -> pl.DataFrame:
    """One row a segment and a part of its condition: customers for whom the part holds by itself, last the whole."""
    known = customer.columns
    counted = [(s.name, *size) for s in segments for size in rule_sizes(con, s.name, s.predicate, known)]
    return pl.DataFrame(counted, {"segment": pl.String, "rule": pl.String, "customers": pl.Int64}, orient="row")


def overlap(
    con: duckdb.DuckDBPyConnection, segments: Sequence[Named], names: Sequence[str], customer: Table = CUSTOMER_360
) -> pl.DataFrame:
    """One row a segment among `names` and another that shares customers with it, the most shared first."""
    return answer(con, _over(OVERLAP, segments, customer), [list(names)])


def changes(
    con: duckdb.DuckDBPyConnection, since: date | None, until: date | None, names: Sequence[str] = ()
) -> pl.DataFrame:
    """One row a segment and a cause that moved customers after the night `since` up to the night `until`.

    Between the members of both nights, so that the rows of a segment add up. The last two nights stand for what is
    not said.
    """
    nights = answer(con, NIGHTS)["today"].to_list()
    until = until or nights[0]
    since = since or min(nights[-1], until)
    return answer(con, CHANGES, [since, until, list(names), list(names)])


def _over(query: str, segments: Sequence[Named], customer: Table) -> str:
    return query.replace("{match}", segment_step(segments, customer).text)
