-- One row a stay of a customer in a segment: stays that last remain as they were, who no longer fits leaves tonight,
-- who newly fits enters tonight, each with what brought it about.
with
setting as (select today from ops.setting),
tonight as (select * from segment.segment_match),
before as (select * from last_night.segment.segment_membership),
customer as (select customer_id from segment.customer_360),
customer_before as (select customer_id from last_night.segment.customer_360),
definition as (
    select
        now.segment,
        now.sentence,
        past.segment is null as is_new,
        past.predicate <> now.predicate as is_redefined
    from segment.segment_definition as now
    left join last_night.segment.segment_definition as past on now.segment = past.segment
),
staying as (select segment, customer_id from before where left_on is null)
select
    before.segment,
    before.customer_id,
    before.entered_on,
    case when before.left_on is null and tonight.customer_id is null then setting.today else before.left_on end
        as left_on,
    before.entered_by,
    case
        when before.left_on is not null or tonight.customer_id is not null then before.left_by
        when definition.segment is null then 'withdrawn segment'
        when customer.customer_id is null then 'gone customer'
        when definition.is_redefined then 'redefinition'
        else 'changed facts'
    end as left_by,
    before.why
from before
cross join setting
left join tonight on before.segment = tonight.segment and before.customer_id = tonight.customer_id
left join definition on before.segment = definition.segment
left join customer on before.customer_id = customer.customer_id
union all
select
    tonight.segment,
    tonight.customer_id,
    setting.today as entered_on,
    cast(null as date) as left_on,
    case
        when definition.is_new then 'new segment'
        when customer_before.customer_id is null then 'new customer'
        when definition.is_redefined then 'redefinition'
        else 'changed facts'
    end as entered_by,
    cast(null as varchar) as left_by,
    definition.sentence as why
from tonight
cross join setting
inner join definition on tonight.segment = definition.segment
left join customer_before on tonight.customer_id = customer_before.customer_id
where
    not exists (
        select 1 from staying where staying.segment = tonight.segment and staying.customer_id = tonight.customer_id
    )
