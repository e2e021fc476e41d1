-- One row a customer that has bought: expected purchases and spend, and their margin less cost to serve, discounted.
-- The figures of purchases come from the row of value.clv_score that the customer shares with those alike; of who buys
-- at set occasions only, from that of value.occasion_score.
with
setting as (select today from ops.setting),
summary as (select * from value.summary),
score as (
    select
        summary.customer_id, score.model, score.fit_id, score.p_alive, score.expected_purchases_12m,
        score.discounted_purchases_12m, score.discounted_purchases, score.low, score.high, score.reason
    from summary
    inner join value.clv_score as score
        on
            summary.repeat_purchases = score.repeat_purchases
            and summary.recency_days = score.recency_days
            and summary.observed_days = score.observed_days
            and summary.spend_purchases = score.spend_purchases
    where not summary.is_occasional
    union all
    select
        occasion.customer_id, score.model, score.fit_id, score.p_alive, score.expected_purchases_12m,
        score.discounted_purchases_12m, score.discounted_purchases, score.low, score.high, score.reason
    from value.occasion as occasion
    inner join value.occasion_score as score
        on
            occasion.repeat_purchases = score.repeat_purchases
            and occasion.last_occasion = score.last_occasion
            and occasion.occasions = score.occasions
),
cost as (select customer_id, cost_to_serve from value.customer_cost),
spend_fit as (
    select
        max(case when parameter = 'p' then estimate end) as p,
        max(case when parameter = 'q' then estimate end) as q,
        max(case when parameter = 'v' then estimate end) as v
    from value.clv_fit
    where model = 'gamma_gamma' and verdict <> 'failed'
),
graded as (select model, max(grade) as grade from value.clv_grade group by model),
loose as (
    select refund.customer_id, sum(refund.amount) as amount
    from value.refund as refund
    cross join (select today, currency from ops.setting) as setting
    where refund.basis = 'none' and refund.currency = setting.currency and refund.occurred_on <= setting.today
    group by refund.customer_id
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
),
gained as (
    select
        *,
        cast(spend_purchases + company_paid_share as double) / (repeat_purchases + 1) * expected_spend * margin_share
        - purchase_cost as gain
    from priced
),
valued as (
    select
        gained.*,
        score.model,
        score.fit_id,
        score.p_alive,
        score.expected_purchases_12m,
        score.discounted_purchases_12m * gained.gain as clv_12m,
        score.discounted_purchases * gained.gain as clv_residual,
        score.discounted_purchases_12m * gained.gain * score.low as one_end,
        score.discounted_purchases_12m * gained.gain * score.high as other_end,
        score.reason as missing_reason,
        graded.grade
    from gained
    inner join score on gained.customer_id = score.customer_id
    left join graded on score.model = graded.model
)
select
    valued.customer_id,
    setting.today as as_of,
    valued.model,
    valued.fit_id,
    valued.p_alive,
    valued.expected_purchases_12m,
    valued.expected_spend,
    valued.margin_share,
    valued.purchase_cost,
    cast(round(valued.clv_12m, 4) as decimal(18, 4)) as clv_12m,
    cast(round(valued.clv_residual, 4) as decimal(18, 4)) as clv_residual,
    cast(round(least(valued.one_end, valued.other_end), 4) as decimal(18, 4)) as clv_low,
    cast(round(greatest(valued.one_end, valued.other_end), 4) as decimal(18, 4)) as clv_high,
    valued.grade as clv_grade,
    case
        when valued.missing_reason is not null then valued.missing_reason
        when valued.expected_spend is null then 'no purchase tells an amount in the currency of the company'
        when valued.margin_share is null then 'nothing is left of what was sold, so its margin is unknown'
        when valued.other_currency_purchases > 0
            then 'some purchases are in a currency without a rate: they are counted and not summed'
        when valued.is_left_truncated then 'won before the data begin: earlier purchases are not seen'
    end as reason
from valued
cross join setting
