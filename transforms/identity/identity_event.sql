-- One row a change of who is who: every night before, then tonight's.
with
setting as (select today from ops.setting),
tonight as (select * from identity.record),
last as (select * from last_night.identity.record),
after_count as (select customer_id, count(*) as records from tonight group by customer_id),
before_count as (select customer_id, count(*) as records from last group by customer_id),
moved as (
    select tonight.customer_id as tonight_id, last.customer_id as last_id
    from tonight
    full outer join last on tonight.source = last.source and tonight.party_key = last.party_key
),
flow as (
    select tonight_id, last_id, count(*) as records
    from moved
    group by tonight_id, last_id
),
ranked_origin as (
    select
        flow.tonight_id,
        flow.last_id,
        row_number() over (partition by flow.tonight_id order by flow.records desc, flow.last_id) as place
    from flow
    left join before_count on flow.tonight_id = before_count.customer_id
    where flow.tonight_id is not null and flow.last_id is not null and before_count.customer_id is null
),
origin as (select tonight_id, last_id from ranked_origin where place = 1),
ranked_heir as (
    select
        flow.last_id,
        flow.tonight_id,
        row_number() over (partition by flow.last_id order by flow.records desc, flow.tonight_id) as place
    from flow
    left join after_count on flow.last_id = after_count.customer_id
    where flow.tonight_id is not null and flow.last_id is not null and after_count.customer_id is null
),
heir as (select last_id, tonight_id from ranked_heir where place = 1),
began as (
    select
        case when origin.last_id is null then 'created' else 'split' end as event,
        after_count.customer_id,
        origin.last_id as other_customer_id
    from after_count
    left join before_count on after_count.customer_id = before_count.customer_id
    left join origin on after_count.customer_id = origin.tonight_id
    where before_count.customer_id is null
),
ended as (
    select
        case when heir.tonight_id is null then 'retired' else 'merged' end as event,
        before_count.customer_id,
        heir.tonight_id as other_customer_id
    from before_count
    left join after_count on before_count.customer_id = after_count.customer_id
    left join heir on before_count.customer_id = heir.last_id
    where after_count.customer_id is null
),
joined as (
    select distinct 'joined' as event, flow.tonight_id as customer_id, cast(null as varchar) as other_customer_id
    from flow
    inner join before_count on flow.tonight_id = before_count.customer_id
    left join heir on flow.last_id = heir.last_id and flow.tonight_id = heir.tonight_id
    where (flow.last_id is null or flow.last_id <> flow.tonight_id) and heir.last_id is null
),
gone as (
    select distinct 'left' as event, flow.last_id as customer_id, cast(null as varchar) as other_customer_id
    from flow
    inner join after_count on flow.last_id = after_count.customer_id
    left join origin on flow.tonight_id = origin.tonight_id and flow.last_id = origin.last_id
    where (flow.tonight_id is null or flow.tonight_id <> flow.last_id) and origin.tonight_id is null
),
happened as (
    select event, customer_id, other_customer_id from began
    union all
    select event, customer_id, other_customer_id from ended
    union all
    select event, customer_id, other_customer_id from joined
    union all
    select event, customer_id, other_customer_id from gone
)
select happened_on, event, customer_id, other_customer_id, records_before, records_after
from last_night.identity.identity_event
union all
select
    setting.today as happened_on,
    happened.event,
    happened.customer_id,
    happened.other_customer_id,
    coalesce(before_count.records, 0) as records_before,
    coalesce(after_count.records, 0) as records_after
from happened
cross join setting
left join before_count on happened.customer_id = before_count.customer_id
left join after_count on happened.customer_id = after_count.customer_id
