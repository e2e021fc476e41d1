-- One row a number of repeat purchases and a silence: how many customers stand there, and how many of them are alive.
with
customer as (
    select
        summary.repeat_purchases,
        cast(summary.observed_days - summary.recency_days as double) / 30.4375 as months,
        clv.p_alive
    from value.summary as summary
    inner join value.clv as clv on summary.customer_id = clv.customer_id
    where clv.p_alive is not null
),
placed as (
    select
        case
            when repeat_purchases <= 4 then cast(repeat_purchases as varchar)
            when repeat_purchases <= 6 then '5-6'
            when repeat_purchases <= 9 then '7-9'
            else '10+'
        end as repeat_purchases,
        case
            when months < 1 then '0-1'
            when months < 2 then '1-2'
            when months < 3 then '2-3'
            when months < 6 then '3-6'
            when months < 12 then '6-12'
            else '12+'
        end as silent_months,
        p_alive
    from customer
)
select
    repeat_purchases,
    silent_months,
    count(*) as customers,
    round(avg(p_alive), 6) as p_alive,
    round(sum(p_alive), 4) as customers_alive
from placed
group by repeat_purchases, silent_months
