-- One row a customer: how well we remember what it told us.
with
customer as (select customer_id from identity.customer),
key_asked as (
    select preference from memory.preference
    union
    select preference from memory.ask
),
keys as (select count(*) as keys from key_asked),
ask as (
    select customer_id, count(*) as asks, sum(case when is_goldfish then 1 else 0 end) as incidents
    from memory.ask
    group by customer_id
),
known as (
    select
        customer_id,
        count(*) as known,
        cast(sum(cast(freshness as decimal(18, 6))) as double) / count(*) as freshness
    from memory.preference
    where is_current
    group by customer_id
),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
remembered as (
    select
        customer.customer_id,
        coalesce(ask.asks, 0) as asks,
        cast(coalesce(ask.incidents, 0) as bigint) as incidents,
        coalesce(ask.asks - ask.incidents, 0) as k,
        coalesce(known.known, 0) as known,
        keys.keys, known.freshness, z,
        z * z as zz
    from customer
    cross join keys
    cross join normal
    left join ask on customer.customer_id = ask.customer_id
    left join known on customer.customer_id = known.customer_id
),
ranged as (
    select
        *,
        cast(k as double) / nullif(asks, 0) as memory_rate,
        z * sqrt(zz + 4 * k * (1 - cast(k as double) / nullif(asks, 0))) as spread
    from remembered
)
select
    customer_id, asks, incidents,
    round(memory_rate, 6) as memory_rate,
    round(cast(2 * k + zz - spread as double) / (2 * (asks + zz)), 6) as low,
    round(cast(2 * k + zz + spread as double) / (2 * (asks + zz)), 6) as high,
    case when asks = 0 then 'never asked' end as reason,
    known,
    round(cast(known as double) / nullif(keys, 0), 6) as coverage,
    round(freshness, 6) as freshness,
    case
        when keys = 0 then 'nothing is kept of anybody'
        when known = 0 then 'nothing known that still holds'
    end as known_reason
from ranged
