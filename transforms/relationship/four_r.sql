-- One row a figure of the four Rs (retention, relationship, referral, recovery): a share with its number and interval.
with
counted as (select * from relationship.four_r_count),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
ranged as (
    select
        *,
        cast(k as double) / nullif(n, 0) as share,
        z * z as zz,
        z * sqrt(z * z + 4 * k * (1 - cast(k as double) / nullif(n, 0))) as spread
    from counted
    cross join normal
)
select
    r, measure, name, n, k,
    round(share, 6) as value,
    round(cast(2 * k + zz - spread as double) / (2 * (n + zz)), 6) as low,
    round(cast(2 * k + zz + spread as double) / (2 * (n + zz)), 6) as high,
    case
        when n > 0 then null
        when measure = 'repeat_rate' then 'nobody bought in the last year'
        when measure = 'referral_rate' then 'nobody has bought'
        when measure = 'referral_conversion' then 'of no referral is the end known'
        else 'no failure lies far enough back'
    end as reason
from ranged
