-- One row a figure, segment, wave and item: its mean over customers with number and interval, and the share of
-- customers below nought. Means have Student's interval, shares Wilson's.
with
statistic as (
    select
        *,
        cast(total as double) / n as mean,
        case when is_share then total else negative end as k
    from satisfaction.survey_statistic
),
quantile as (
    select degrees, quantile
    from satisfaction.student_t
),
normal as (
    select quantile as z from satisfaction.student_t
    where degrees = 1000000
),
ranged as (
    select
        statistic.*,
        quantile.quantile * sqrt(cast(greatest(squares - mean * total, 0) as double) / nullif(n - 1, 0) / n) as half,
        cast(2 * k + z * z - z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z))
            as wilson_low,
        cast(2 * k + z * z + z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z))
            as wilson_high
    from statistic
    cross join normal
    left join quantile on quantile.degrees = case when statistic.n > 201 then 1000000 else statistic.n - 1 end
)
select
    figure, segment, wave, item,
    points_low as scale_low,
    points_high as scale_high,
    n,
    round(mean, 6) as value,
    round(case when is_share then wilson_low else mean - half end, 6) as low,
    round(case when is_share then wilson_high else mean + half end, 6) as high,
    case when not is_share then round(cast(negative as double) / n, 6) end as negative_share,
    case when not is_share then round(wilson_low, 6) end as negative_low,
    case when not is_share then round(wilson_high, 6) end as negative_high
from ranged
