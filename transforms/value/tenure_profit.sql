-- One row a year of the relationship: profit a customer won and profit a customer that still bought in it. A year
-- counts only for customers who have lived it whole, so late customers do not thin it out.
with
customer as (
    select
        summary.customer_id,
        summary.first_on,
        floor(cast(summary.observed_days + 1 as double) / 365) as years
    from value.summary as summary
),
flow as (
    select
        purchase.customer_id,
        floor(
            cast(date_diff('day', cast(customer.first_on as date), cast(purchase.occurred_on as date)) as double) / 365
        ) as year,
        purchase.margin as profit,
        1 as purchases
    from value.purchase as purchase
    inner join customer on purchase.customer_id = customer.customer_id
    where purchase.is_home_currency and purchase.margin is not null
    union all
    select
        cost.customer_id,
        floor(
            cast(date_diff('day', cast(customer.first_on as date), cast(cost.occurred_on as date)) as double) / 365
        ) as year,
        -cost.amount as profit,
        0 as purchases
    from value.cost as cost
    inner join customer on cost.customer_id = customer.customer_id
    where cost.occurred_on >= customer.first_on and cost.amount is not null
),
paid as (
    select flow.customer_id, flow.year, sum(flow.profit) as profit, sum(flow.purchases) as purchases
    from flow
    inner join customer on flow.customer_id = customer.customer_id
    where flow.year < customer.years
    group by flow.customer_id, flow.year
),
earned as (
    select
        year,
        sum(profit) as profit,
        sum(case when purchases > 0 then profit end) as survivor_profit,
        sum(case when purchases > 0 then 1 else 0 end) as survivors
    from paid
    group by year
),
lived as (
    select earned.year, count(*) as customers
    from earned
    inner join customer on earned.year < customer.years
    group by earned.year
)
select
    cast(earned.year as bigint) + 1 as tenure_year,
    lived.customers,
    earned.survivors,
    cast(round(cast(earned.profit as double) / lived.customers, 4) as decimal(18, 4)) as profit_per_acquired,
    cast(round(cast(earned.survivor_profit as double) / nullif(earned.survivors, 0), 4) as decimal(18, 4))
        as profit_per_survivor
from earned
inner join lived on earned.year = lived.year
