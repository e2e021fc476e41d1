-- One row a customer that has bought: what the next purchase is expected to bring, after cost to serve. Spend is drawn
-- to the company's by its fit, the share of margin by one average purchase of the company.
with
summary as (select * from value.summary),
loose as (select customer_id, amount from value.loose_refund),
cost as (select customer_id, cost_to_serve from value.customer_cost),

spend_fit as (
    select
        max(case when parameter = 'p' then estimate end) as p,
        max(case when parameter = 'q' then estimate end) as q,
        max(case when parameter = 'v' then estimate end) as v
    from value.clv_fit
    where model = 'gamma_gamma' and verdict <> 'failed'
),

base as (
    select
        summary.*,
        summary.revenue + coalesce(loose.amount, 0) as sales,
        coalesce(cost.cost_to_serve, 0) as cost_to_serve,
        coalesce(summary.mean_repeat_spend, 0) as mean_spend
    from summary
    left join loose on summary.customer_id = loose.customer_id
    left join cost on summary.customer_id = cost.customer_id
),

-- Figures of the company are sums over sales: who bought does not matter, so a merge of customers changes no other.
company as (
    select
        cast(sum(margin) as double) / nullif(cast(sum(sales) as double), 0) as margin_share,
        cast(sum(sales) as double) / nullif(sum(purchases - other_currency_purchases), 0) as mean_sale,
        coalesce(cast(sum(paid_purchases) as double) / nullif(sum(purchases), 0), 1) as paid_share
    from base
),

priced as (
    select
        base.*,
        company.paid_share as company_paid_share,
        case
            when spend_fit.p * base.spend_purchases + spend_fit.q > 1
                then
                    spend_fit.p * cast(spend_fit.v + base.spend_purchases * base.mean_spend as double)
                    / (spend_fit.p * base.spend_purchases + spend_fit.q - 1)
            else company.mean_sale
        end as expected_spend,
        (cast(base.margin as double) + company.margin_share * company.mean_sale)
        / nullif(cast(base.sales as double) + company.mean_sale, 0) as margin_share,
        cast(base.cost_to_serve as double) / (base.repeat_purchases + 1) as purchase_cost
    from base
    cross join company
    cross join spend_fit
)

select
    customer_id,
    expected_spend,
    margin_share,
    purchase_cost,
    cast(spend_purchases + company_paid_share as double) / (repeat_purchases + 1) * expected_spend * margin_share
    - purchase_cost as gain
from priced
