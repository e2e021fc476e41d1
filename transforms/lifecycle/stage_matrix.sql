-- One row a month and a pair of stages. Months that are over stay as the last of their nights left them; this month
-- is counted again, from the stage before its first change to the stage of tonight.
with
month as (select make_date(year(today), month(today), 1) as month_on from ops.setting),
changed as (
    select
        transition.customer_id,
        arg_min(transition.from_stage, transition.changed_on) as from_stage,
        arg_max(transition.to_stage, transition.changed_on) as to_stage
    from lifecycle.lifecycle_transition as transition
    cross join month
    where transition.changed_on >= month.month_on
    group by transition.customer_id
),
unchanged as (
    select lifecycle.customer_id, lifecycle.stage as from_stage, lifecycle.stage as to_stage
    from lifecycle.lifecycle as lifecycle
    where not exists (select 1 from changed where changed.customer_id = lifecycle.customer_id)
),
moved as (
    select from_stage, to_stage, count(*) as customers
    from (
        select from_stage, to_stage from changed
        union all
        select from_stage, to_stage from unchanged
    ) as every_customer
    where not (from_stage = 'new' and to_stage = 'gone')
    group by from_stage, to_stage
),
left_from as (select from_stage, sum(customers) as customers from moved group by from_stage)
select before.month_on, before.from_stage, before.to_stage, before.customers, before.from_share
from last_night.lifecycle.stage_matrix as before
cross join month
where before.month_on < month.month_on
union all
select
    month.month_on,
    moved.from_stage,
    moved.to_stage,
    moved.customers,
    cast(moved.customers as double) / left_from.customers as from_share
from moved
cross join month
inner join left_from on moved.from_stage = left_from.from_stage
