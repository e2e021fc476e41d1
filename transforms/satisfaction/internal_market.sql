-- One row a wave, team and item asked of staff: how satisfied the team is, beside the customers that it served; silent
-- where so few colleagues answered that one could be recognised.
with
answer as (
    select
        *,
        100 * cast(case when coalesce(is_reversed, false) then scale_high - score else score - scale_low end as double)
        / (scale_high - scale_low) as percent
    from core.survey_answer
    where respondent = 'employee' and team is not null and score is not null
),
setting as (select internal_respondents from ops.setting),
quantile as (select degrees, quantile from satisfaction.student_t),
customers as (select * from satisfaction.team_satisfaction),
-- A survey without names cannot tell who answered: there each answer to an item is one colleague.
colleague as (
    select
        wave, team, item,
        coalesce(employee, party_key, answer_key) as employee,
        arg_max(case when scale_low < scale_high then percent end, (answered_on, source, answer_key)) as percent
    from answer
    group by wave, team, item, coalesce(employee, party_key, answer_key)
),
counted as (
    select
        wave, team, item,
        count(percent) as n,
        cast(sum(cast(percent as decimal(18, 6))) as double) as total,
        cast(sum(cast(percent * percent as decimal(28, 8))) as double) as squares
    from colleague
    group by wave, team, item
),
ranged as (
    select
        counted.*,
        n >= internal_respondents as is_shown,
        cast(total as double) / nullif(n, 0) as mean,
        quantile.quantile
        * sqrt(
            cast(greatest(squares - cast(total as double) / nullif(n, 0) * total, 0) as double) / nullif(n - 1, 0) / n
        ) as half
    from counted
    cross join setting
    left join quantile on quantile.degrees = case when counted.n > 201 then 1000000 else counted.n - 1 end
)
select
    ranged.wave, ranged.team, ranged.item,
    case when is_shown then ranged.n end as n,
    case when is_shown then round(mean, 6) end as staff_percent,
    case when is_shown then round(mean - half, 6) end as staff_low,
    case when is_shown then round(mean + half, 6) end as staff_high,
    case when not is_shown then 'too few answers on a declared scale' end as reason,
    customers.n as customers_n,
    customers.csat_percent as customers_percent,
    customers.low as customers_low,
    customers.high as customers_high,
    case when customers.n is null then 'no answer of a customer served' end
        as customers_reason
from ranged
left join customers on ranged.wave = customers.wave and ranged.team = customers.team
