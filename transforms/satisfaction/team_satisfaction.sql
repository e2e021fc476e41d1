-- One row a wave and team: the satisfaction of the customers that it served, whether the survey names the team or a
-- colleague was in contact with them, or sold to them, shortly before they answered.
with
setting as (select served_days from ops.setting),
quantile as (select degrees, quantile from satisfaction.student_t),
csat as (
    select customer_id, wave, answered_on, value
    from satisfaction.satisfaction
    where measure = 'csat' and value is not null
),
colleague as (
    select wave, team, coalesce(employee, party_key) as employee
    from core.survey_answer
    where respondent = 'employee' and team is not null and coalesce(employee, party_key) is not null
    group by wave, team, coalesce(employee, party_key)
),
service as (
    select customer_id, employee, occurred_on
    from relationship.contact
    where employee in (select employee from colleague)
    union
    select bought.customer_id, sold.employee, bought.occurred_on
    from value.purchase as bought
    inner join core.purchase as sold on bought.source = sold.source and bought.purchase_key = sold.purchase_key
    where sold.employee in (select employee from colleague)
),
served as (
    select csat.wave, colleague.team, csat.customer_id
    from csat
    cross join setting
    inner join service on csat.customer_id = service.customer_id
    inner join colleague on csat.wave = colleague.wave and service.employee = colleague.employee
    where date_diff('day', cast(service.occurred_on as date), cast(csat.answered_on as date)) between 0 and served_days
    union
    select answer.wave, raw.team, answer.customer_id
    from satisfaction.answer as answer
    inner join core.survey_answer as raw on answer.source = raw.source and answer.answer_key = raw.answer_key
    where answer.instrument = 'csat' and answer.points is not null and raw.team is not null
),
counted as (
    select
        served.wave, served.team,
        count(*) as n,
        cast(sum(cast(csat.value as decimal(18, 6))) as double) as total,
        cast(sum(cast(csat.value * csat.value as decimal(28, 8))) as double) as squares
    from served
    inner join csat on served.customer_id = csat.customer_id and served.wave = csat.wave
    group by served.wave, served.team
),
ranged as (
    select
        counted.*,
        cast(total as double) / n as mean,
        quantile.quantile
        * sqrt(cast(greatest(squares - cast(total as double) / n * total, 0) as double) / nullif(n - 1, 0) / n) as half
    from counted
    left join quantile on quantile.degrees = case when counted.n > 201 then 1000000 else counted.n - 1 end
)
select
    wave, team, n,
    round(mean, 6) as csat_percent,
    round(mean - half, 6) as low,
    round(mean + half, 6) as high
from ranged
