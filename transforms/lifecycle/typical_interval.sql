-- One row: the median over customers who came back of their mean interval in whole days; the lower of two middle ones.
with
came_back as (
    select cast(floor(cast(recency_days as double) / repeat_purchases + 0.5) as bigint) as interval_days
    from value.summary
    where repeat_purchases > 0
),
counted as (select interval_days, count(*) as customers from came_back group by interval_days),
running as (
    select
        interval_days,
        sum(customers) over (order by interval_days rows between unbounded preceding and current row) as up_to
    from counted
),
total as (select count(*) as customers from came_back)
select
    cast(min(case when 2 * running.up_to >= total.customers then running.interval_days end) as decimal(9, 2))
        as interval_days,
    total.customers
from total
left join running on true
group by total.customers
