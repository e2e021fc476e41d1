-- One row: figures of the night's matching, and the limits beyond which the night is not published.
with
record as (select * from identity.record),
customer as (select customer_id, count(*) as records from record group by customer_id),
setting as (select today, merge_probability, cluster_size_limit, merge_jump_share from ops.setting),
evidence as (select * from identity.identity_pair),
ranked as (select *, row_number() over (order by records desc, customer_id) as place from customer),
largest as (select customer_id, records from ranked where place = 1 and records > 1),
inside as (
    select evidence.rule, count(*) as pairs
    from evidence
    inner join record as l on evidence.source_l = l.source and evidence.party_key_l = l.party_key
    inner join record as r on evidence.source_r = r.source and evidence.party_key_r = r.party_key
    inner join largest on l.customer_id = largest.customer_id and r.customer_id = largest.customer_id
    group by evidence.rule
),
ranked_rule as (
    select *, row_number() over (order by pairs desc, rule) as place, sum(pairs) over () as total
    from inside
),
held_by as (select rule, pairs, total from ranked_rule where place = 1),
size as (
    select count(*) as customers, coalesce(sum(records), 0) as records, coalesce(max(records), 0) as largest
    from customer
),
pair as (
    select
        count(*) as candidates,
        count(case when evidence.match_probability >= setting.merge_probability then 1 end) as merged,
        count(case when evidence.rule in ('judgement_same', 'judgement_different') then 1 end) as judged
    from evidence
    cross join setting
),
kept as (
    select
        cast(count(case when record.customer_id = last.customer_id then 1 end) as double) / nullif(count(*), 0) as share
    from last_night.identity.record as last
    inner join record on last.source = record.source and last.party_key = record.party_key
),
before as (select count(distinct customer_id) as customers from last_night.identity.record),
jump as (
    select count(*) as merged
    from identity.identity_event as event
    inner join setting on event.happened_on = setting.today
    where event.event = 'merged'
),
review as (select count(*) as pairs from identity.identity_review),
suspect as (select count(*) as suspects from identity.suspect_value)
select
    cast(size.records as bigint) as records,
    size.customers,
    pair.candidates as candidate_pairs,
    pair.merged as merged_pairs,
    review.pairs as review_pairs,
    pair.judged as judged_pairs,
    cast(pair.judged as double) / nullif(pair.judged + review.pairs, 0) as reviewed_share,
    size.largest as largest_cluster,
    largest.customer_id as largest_customer_id,
    cast(held_by.pairs as varchar) || ' of its ' || cast(cast(held_by.total as bigint) as varchar)
    || ' pairs stand on: ' || held_by.rule as largest_reason,
    setting.cluster_size_limit,
    jump.merged as merged_customers,
    greatest(20, cast(floor(setting.merge_jump_share * before.customers) as bigint)) as merges_limit,
    kept.share as kept_share,
    suspect.suspects as suspect_values
from size
cross join setting
cross join pair
cross join kept
cross join before
cross join jump
cross join review
cross join suspect
left join largest on size.largest = largest.records
left join held_by on largest.customer_id is not null
