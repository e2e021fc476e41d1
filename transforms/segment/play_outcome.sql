-- One row an assignment whose days have passed: whether its outcome came about in them. To stay is not to exit.
with
setting as (select today from ops.setting),
customer as (select customer_id from segment.customer_360),
ended as (
    select assignment.*
    from segment.play_assignment as assignment
    cross join setting
    inner join customer on assignment.customer_id = customer.customer_id
    where date_diff('day', cast(assignment.assigned_on as date), cast(setting.today as date)) > assignment.window_days
),
event as (
    select 'purchase' as outcome, customer_id, occurred_on from value.purchase where not is_zero_value
    union all
    select 'contact', customer_id, occurred_on from relationship.contact where direction = 'inbound'
    union all
    select 'referral', customer_id, referred_on from relationship.referral where refusal is null
    union all
    select 'stay', customer_id, changed_on from lifecycle.lifecycle_transition where to_stage = 'exit'
),
followed as (
    select ended.play, ended.customer_id, ended.assigned_on
    from ended
    inner join event on ended.outcome = event.outcome and ended.customer_id = event.customer_id
    where
        date_diff('day', cast(ended.assigned_on as date), cast(event.occurred_on as date)) between 1
        and ended.window_days
    group by ended.play, ended.customer_id, ended.assigned_on
)
select
    ended.play, ended.customer_id, ended.assigned_on, ended.is_holdout,
    (followed.play is not null) <> (ended.outcome = 'stay') as has_outcome
from ended
left join followed
    on
        ended.play = followed.play
        and ended.customer_id = followed.customer_id
        and ended.assigned_on = followed.assigned_on
