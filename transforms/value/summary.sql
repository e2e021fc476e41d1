-- One row a customer that has bought up to today: repeat purchases, days and spend for the models of lifetime value.
-- Sales of one day are one purchase; refunds are netted and never count; what is worth nothing does not feed spend.
with
setting as (select today from ops.setting),
loose_refund as (select * from value.loose_refund),
data_begin as (select * from value.data_begin),

sale as (
    select purchase.*
    from value.purchase as purchase
    cross join setting
    where purchase.customer_id is not null and purchase.occurred_on <= setting.today
),

day as (
    select
        customer_id,
        occurred_on,
        count(*) as purchases,
        sum(case when is_home_currency and not is_zero_value then net_amount end) as spend,
        sum(case when is_home_currency then net_amount end) as revenue,
        sum(case when is_home_currency then margin end) as margin,
        sum(case when is_home_currency then 0 else 1 end) as other_currency_purchases,
        sum(case when is_home_currency and not is_zero_value then 1 else 0 end) as paid_purchases,
        count(occasion) as occasional_purchases
    from sale
    group by customer_id, occurred_on
),

bought as (
    select
        customer_id,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on,
        count(*) as days,
        sum(purchases) as purchases,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(other_currency_purchases) as other_currency_purchases,
        sum(paid_purchases) as paid_purchases,
        sum(occasional_purchases) as occasional_purchases
    from day
    group by customer_id
),

repeated as (
    select day.customer_id, count(day.spend) as spend_purchases, sum(day.spend) as spend
    from day
    inner join bought on day.customer_id = bought.customer_id
    where day.occurred_on > bought.first_on
    group by day.customer_id
)

select
    bought.customer_id,
    bought.days - 1 as repeat_purchases,
    date_diff('day', cast(bought.first_on as date), cast(bought.last_on as date)) as recency_days,
    date_diff('day', cast(bought.first_on as date), cast(setting.today as date)) as observed_days,
    coalesce(repeated.spend_purchases, 0) as spend_purchases,
    cast(repeated.spend as double) / nullif(repeated.spend_purchases, 0) as mean_repeat_spend,
    bought.first_on,
    bought.last_on,
    bought.purchases,
    cast(coalesce(bought.revenue, 0) - coalesce(loose_refund.amount, 0) as decimal(18, 4)) as revenue,
    cast(coalesce(bought.margin, 0) - coalesce(loose_refund.margin, 0) as decimal(18, 4)) as margin,
    bought.other_currency_purchases,
    bought.paid_purchases,
    coalesce(
        customer.acquired_on < data_begin.began_on,
        data_begin.is_in_the_middle
        and date_diff('day', cast(data_begin.began_on as date), cast(bought.first_on as date)) < data_begin.usual_days,
        false
    ) as is_left_truncated,
    bought.occasional_purchases = bought.purchases as is_occasional
from bought
cross join setting
cross join data_begin
left join repeated on bought.customer_id = repeated.customer_id
left join loose_refund on bought.customer_id = loose_refund.customer_id
left join identity.customer as customer on bought.customer_id = customer.customer_id
