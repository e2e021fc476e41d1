-- One row two different segments: how many customers are in both tonight.
with
size as (select segment, customers from segment.segment_size),
match as (select segment, customer_id from segment.segment_match),
shared as (
    select one.segment, other.segment as other_segment, count(*) as customers
    from match as one
    inner join match as other on one.customer_id = other.customer_id
    where one.segment <> other.segment
    group by one.segment, other.segment
)
select
    size.segment,
    other.segment as other_segment,
    coalesce(shared.customers, 0) as customers,
    cast(coalesce(shared.customers, 0) as double) / nullif(size.customers, 0) as segment_share,
    cast(coalesce(shared.customers, 0) as double)
    / nullif(size.customers + other.customers - coalesce(shared.customers, 0), 0) as jaccard
from size
inner join size as other on size.segment <> other.segment
left join shared on size.segment = shared.segment and other.segment = shared.other_segment
