-- One row a customer that has bought: sales of the last year and quarter beside those of the year and quarter before.
with
setting as (select today from ops.setting),
sale as (
    select
        purchase.customer_id,
        case when purchase.is_home_currency then coalesce(purchase.net_amount, 0) else 0 end as net_amount,
        case when purchase.is_home_currency then coalesce(purchase.margin, 0) else 0 end as margin,
        date_diff('day', cast(purchase.occurred_on as date), cast(setting.today as date)) as days_ago
    from value.purchase as purchase
    cross join setting
    where purchase.customer_id is not null and purchase.occurred_on <= setting.today
)
select
    customer_id,
    sum(case when days_ago < 365 then 1 else 0 end) as purchases_12m,
    cast(sum(case when days_ago < 365 then net_amount else 0 end) as decimal(18, 4)) as revenue_12m,
    cast(sum(case when days_ago < 365 then margin else 0 end) as decimal(18, 4)) as margin_12m,
    cast(sum(case when days_ago between 365 and 729 then margin else 0 end) as decimal(18, 4)) as margin_12m_before,
    cast(sum(case when days_ago < 90 then net_amount else 0 end) as decimal(18, 4)) as revenue_90d,
    cast(sum(case when days_ago between 90 and 179 then net_amount else 0 end) as decimal(18, 4)) as revenue_90d_before
from sale
group by customer_id
