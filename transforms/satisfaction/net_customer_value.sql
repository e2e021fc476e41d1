-- One row a customer and wave: what the customer gets less what it costs, weighted by what matters, and their ratio. A
-- cost on which we do well weighs lightly: performance 7 of 7 is a cost of 1.
with
answer as (
    select * from satisfaction.answer
    where
        instrument = 'net_value'
        and customer_id is not null
        and coalesce(refusal, '') not in ('answered again later', 'unknown instrument or aspect')
),
felt as (
    select
        customer_id, wave, item,
        item in ('product', 'service', 'people', 'image') as is_benefit,
        max(answered_on) as answered_on,
        max(case
            when aspect = 'performance' and item in ('product', 'service', 'people', 'image') then points
            when aspect = 'performance' then 8 - points
        end) as points,
        max(case when aspect = 'importance' then points end) as importance,
        max(refusal) as refusal
    from answer
    where item in ('product', 'service', 'people', 'image', 'money', 'time', 'energy', 'psychic')
    group by customer_id, wave, item
),
weighing as (
    select
        customer_id, wave,
        max(answered_on) as answered_on,
        count(points) as n,
        count(importance) = 8 as is_weighted,
        cast(sum(cast(importance as decimal(18, 6))) as double) / 8 as mean_importance,
        max(refusal) as refusal
    from felt
    group by customer_id, wave
),
weighed as (
    select
        felt.customer_id, felt.wave, felt.is_benefit,
        cast(felt.points * (
            case when weighing.is_weighted then cast(felt.importance as double) / weighing.mean_importance else 1 end
        ) as decimal(28, 8)) as points
    from felt
    inner join weighing on felt.customer_id = weighing.customer_id and felt.wave = weighing.wave
    where weighing.n = 8
),
side as (
    select
        customer_id, wave,
        cast(sum(case when is_benefit then points end) as double) as benefit,
        cast(sum(case when not is_benefit then points end) as double) as cost
    from weighed
    group by customer_id, wave
)
select
    weighing.customer_id, weighing.wave, weighing.answered_on, weighing.n, weighing.is_weighted,
    round(side.benefit, 6) as benefit,
    round(side.cost, 6) as cost,
    round(side.benefit - side.cost, 6) as net_value,
    round(cast(side.benefit as double) / side.cost, 6) as value_ratio,
    case when side.benefit is null then coalesce(weighing.refusal, 'not all eight asked') end as reason,
    row_number() over (
        partition by weighing.customer_id
        order by case when side.benefit is null then 1 else 0 end, weighing.answered_on desc, weighing.wave desc
    ) = 1 as is_latest
from weighing
left join side on weighing.customer_id = side.customer_id and weighing.wave = side.wave
