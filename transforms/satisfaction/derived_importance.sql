-- One row a segment, wave and form of value: the rank correlation of our performance with overall satisfaction.
with
score as (
    select * from satisfaction.value_form_score where performance is not null and overall is not null
),
least_customers as (select correlation_customers from ops.setting),
normal as (
    select quantile as z from satisfaction.student_t where degrees = 1000000
),
performance_count as (
    select segment, wave, form, performance, count(*) as n
    from score
    group by segment, wave, form, performance
),
overall_count as (
    select segment, wave, form, overall, count(*) as n
    from score
    group by segment, wave, form, overall
),
-- Twice the mean rank of tied values, which is a whole number.
performance_rank as (
    select *, 2 * sum(n) over (partition by segment, wave, form order by performance) - n + 1 as doubled
    from performance_count
),
overall_rank as (
    select *, 2 * sum(n) over (partition by segment, wave, form order by overall) - n + 1 as doubled
    from overall_count
),
size as (
    select segment, wave, form, count(*) as n
    from score
    group by segment, wave, form
),
centred as (
    select
        score.segment, score.wave, score.form, size.n,
        cast(p.doubled - size.n - 1 as decimal(18, 0)) as x,
        cast(o.doubled - size.n - 1 as decimal(18, 0)) as y
    from score
    inner join size on score.segment = size.segment and score.wave = size.wave and score.form = size.form
    inner join performance_rank as p
        on
            score.segment = p.segment and score.wave = p.wave and score.form = p.form
            and score.performance = p.performance
    inner join overall_rank as o
        on score.segment = o.segment and score.wave = o.wave and score.form = o.form and score.overall = o.overall
),
correlation as (
    select
        segment, wave, form, n,
        cast(sum(x * y) as double)
        / nullif(sqrt(cast(sum(x * x) as double)) * sqrt(cast(sum(y * y) as double)), 0) as r
    from centred
    group by segment, wave, form, n
),
transformed as (
    select
        *,
        least(greatest(r, -0.999999), 0.999999) as clipped,
        z * sqrt(cast(1.06 as double) / nullif(n - 3, 0)) as half
    from correlation
    cross join normal
    cross join least_customers
),
ranged as (
    select
        *,
        n >= correlation_customers and r is not null as is_told,
        0.5 * ln(cast(1 + clipped as double) / (1 - clipped)) as fisher
    from transformed
)
select
    segment, wave, form, n,
    case when is_told then round(r, 6) end as importance,
    case when is_told then round(1 - cast(2 as double) / (exp(2 * (fisher - half)) + 1), 6) end as low,
    case when is_told then round(1 - cast(2 as double) / (exp(2 * (fisher + half)) + 1), 6) end as high,
    case
        when n < correlation_customers then 'too few customers'
        when r is null then 'all customers answered alike'
    end as reason
from ranged
