-- One row all asks, a kind of preference, or a channel: how often customers were asked for what we knew.
with
ask as (select * from memory.ask),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
scoped as (
    select 'all' as scope, 'all' as name, is_goldfish from ask
    union all
    select 'preference', preference, is_goldfish from ask
    union all
    select 'channel', channel, is_goldfish from ask where channel is not null
),
counted as (
    select scope, name, count(*) as asks, sum(case when is_goldfish then 0 else 1 end) as k
    from scoped
    group by scope, name
),
ranged as (
    select
        counted.*,
        z * z as zz,
        z * sqrt(z * z + 4 * k * (1 - cast(k as double) / asks)) as spread
    from counted
    cross join normal
)
select
    scope, name, asks,
    cast(asks - k as bigint) as incidents,
    round(cast(k as double) / asks, 6) as memory_rate,
    round(cast(2 * k + zz - spread as double) / (2 * (asks + zz)), 6) as low,
    round(cast(2 * k + zz + spread as double) / (2 * (asks + zz)), 6) as high
from ranged
