-- One row a customer, channel, step or employee: the moments of truth that it took part in.
with
contact as (
    select
        customer_id, channel, step, employee, score, occurred_at, interaction_key,
        -- One number to order a customer's moments by is faster than three columns.
        row_number() over (partition by customer_id order by occurred_at, source, interaction_key) as place
    from relationship.contact
    where score is not null
),
quantile as (select degrees, quantile from satisfaction.student_t),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
moment as (
    select 'customer' as scope, customer_id as name, * from contact where customer_id is not null
    union all
    select 'channel' as scope, channel as name, * from contact where channel is not null
    union all
    select 'step' as scope, step as name, * from contact where step is not null
    union all
    select 'employee' as scope, employee as name, * from contact where employee is not null
),
lived as (
    select
        scope, name, customer_id,
        arg_max(score, 1000000000 * cast(abs(score) as bigint) + place) + arg_max(score, place) as peak_and_end
    from moment
    where customer_id is not null
    group by scope, name, customer_id
),
peak as (
    select scope, name, cast(sum(peak_and_end) as double) / (2 * count(*)) as peak_end
    from lived
    group by scope, name
),
counted as (
    select
        scope, name,
        count(*) as n,
        sum(score) as total,
        sum(score * score) as squares,
        sum(case when score < 0 then 1 else 0 end) as k,
        sum(case when score = -3 then 1 else 0 end) as crises,
        sum(case when step = 'confirm' then 1 else 0 end) as confirmed,
        arg_min(coalesce(step, 'step not told'), (occurred_at, interaction_key, place)) filter (where score < 0)
            as first_failed_step
    from moment
    group by scope, name
),
ranged as (
    select
        counted.*,
        cast(total as double) / n as mean,
        quantile.quantile
        * sqrt(cast(greatest(squares - cast(total as double) / n * total, 0) as double) / nullif(n - 1, 0) / n) as half,
        z * z as zz,
        z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as spread
    from counted
    cross join normal
    left join quantile on quantile.degrees = case when counted.n > 201 then 1000000 else counted.n - 1 end
)
select
    ranged.scope, ranged.name,
    case when ranged.scope = 'customer' then ranged.name end as customer_id,
    ranged.n as moments,
    cast(ranged.total as bigint) as total,
    round(ranged.mean, 6) as mean,
    round(ranged.mean - ranged.half, 6) as mean_low,
    round(ranged.mean + ranged.half, 6) as mean_high,
    round(peak.peak_end, 6) as peak_end,
    round(cast(ranged.k as double) / ranged.n, 6) as negative_share,
    round(cast(2 * ranged.k + ranged.zz - ranged.spread as double) / (2 * (ranged.n + ranged.zz)), 6) as negative_low,
    round(cast(2 * ranged.k + ranged.zz + ranged.spread as double) / (2 * (ranged.n + ranged.zz)), 6) as negative_high,
    ranged.first_failed_step,
    cast(ranged.confirmed as bigint) as confirmed,
    cast(ranged.crises as bigint) as crises
from ranged
left join peak on ranged.scope = peak.scope and ranged.name = peak.name
