-- One row a customer that buys at set occasions only: occasions with a purchase after the first, and occasions since.
with
sale as (
    select purchase.customer_id, purchase.occasion
    from value.purchase as purchase
    cross join (select today from ops.setting) as setting
    where purchase.occasion is not null and purchase.occurred_on <= setting.today
),
latest as (select max(occasion) as occasion from sale),
met as (
    select sale.customer_id, sale.occasion
    from sale
    inner join value.summary as summary on sale.customer_id = summary.customer_id
    where summary.is_occasional
    group by sale.customer_id, sale.occasion
),
won as (
    select
        customer_id,
        count(*) - 1 as repeat_purchases,
        min(occasion) as first_occasion,
        max(occasion) as last_occasion
    from met
    group by customer_id
)
select
    won.customer_id,
    won.repeat_purchases,
    won.last_occasion - won.first_occasion as last_occasion,
    latest.occasion - won.first_occasion as occasions
from won
cross join latest
