-- One row a wave and team: the satisfaction of the customers that it served, whether the survey names the team or a
-- colleague was in contact with them shortly before they answered.
with
setting as (select served_days from ops.setting),
quantile as (select degrees, quantile from satisfaction.student_t),
csat as (
    select customer_id, wave, answered_on, value
    from satisfaction.satisfaction
    where measure = 'csat' and value is not null
),
colleague as (
    select wave, team, party_key as employee
    from core.survey_answer
    where respondent = 'employee' and team is not null and party_key is not null
    group by wave, team, party_key
),
served as (
    select csat.wave, colleague.team, csat.customer_id
    from csat
    cross join setting
    inner join relationship.contact as contact on csat.customer_id = contact.customer_id
    inner join colleague on csat.wave = colleague.wave and contact.employee = colleague.employee
    where date_diff('day', cast(contact.occurred_on as date), cast(csat.answered_on as date)) between 0 and served_days
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
