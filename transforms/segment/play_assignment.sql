-- One row a play begun for a customer, or a customer held out of it: all of the nights before, stopped tonight when
-- the customer, the consent or the play is gone, and tonight's.
with
setting as (select today from ops.setting),
play as (select * from segment.play_definition),
customer as (select customer_id from segment.customer_360),
permission as (select purpose, customer_id from segment.play_permission),
judged as (
    select
        before.*,
        setting.today,
        case
            when before.stopped_on is not null then before.stopped_by
            when date_diff('day', cast(before.assigned_on as date), cast(setting.today as date)) > before.window_days
                then null
            when customer.customer_id is null then 'gone customer'
            when permission.customer_id is null then 'no consent'
            when play.play is null then 'withdrawn play'
        end as stopped_now_by
    from last_night.segment.play_assignment as before
    cross join setting
    left join play on before.play = play.play
    left join customer on before.customer_id = customer.customer_id
    left join permission on before.purpose = permission.purpose and before.customer_id = permission.customer_id
),
placed as (
    select *, row_number() over (partition by customer_id order by priority, play) as place
    from segment.play_candidate
    where obstacle is null
),
counted as (
    select
        *,
        sum(case when is_holdout then 0 else 1 end) over (
            partition by play
            order by expected_profit_12m desc, customer_id
            rows between unbounded preceding and current row
        ) as treated
    from placed
    where place = 1
)
select
    play, customer_id, assigned_on, segment, purpose, channel, outcome, window_days, is_holdout,
    case when stopped_now_by is not null then coalesce(stopped_on, today) end as stopped_on,
    stopped_now_by as stopped_by
from judged
union all
select
    counted.play, counted.customer_id, setting.today, play.segment, play.purpose, play.channel, play.outcome,
    play.window_days, counted.is_holdout, cast(null as date), cast(null as varchar)
from counted
inner join play on counted.play = play.play
cross join setting
where play.cap is null or counted.treated <= play.cap
