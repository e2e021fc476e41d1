-- One row: figures of the night's matching.
with
record as (select * from identity.record),
customer as (select customer_id, count(*) as records from record group by customer_id),
setting as (select merge_probability from ops.setting),
size as (
    select count(*) as customers, coalesce(sum(records), 0) as records, coalesce(max(records), 0) as largest
    from customer
),
pair as (
    select
        count(*) as candidates,
        count(case when identity_pair.match_probability >= setting.merge_probability then 1 end) as merged
    from identity.identity_pair as identity_pair
    cross join setting
),
kept as (
    select
        cast(count(case when record.customer_id = last.customer_id then 1 end) as double) / nullif(count(*), 0) as share
    from last_night.identity.record as last
    inner join record on last.source = record.source and last.party_key = record.party_key
),
review as (select count(*) as pairs from identity.identity_review),
suspect as (select count(*) as suspects from identity.suspect_value)
select
    cast(size.records as bigint) as records,
    size.customers,
    pair.candidates as candidate_pairs,
    pair.merged as merged_pairs,
    review.pairs as review_pairs,
    size.largest as largest_cluster,
    kept.share as kept_share,
    suspect.suspects as suspect_values
from size
cross join pair
cross join kept
cross join review
cross join suspect
