-- One row a month: purchases, buying customers and net revenue. The revenue of all months is that of all purchases.
with purchase as (select * from value.purchase)

select
    cast(date_trunc('month', occurred_on) as date) as month_on,
    count(*) as purchases,
    count(distinct customer_id) as customers,
    sum(net_amount) as net_revenue
from purchase
group by cast(date_trunc('month', occurred_on) as date)
