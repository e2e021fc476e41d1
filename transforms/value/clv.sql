-- One row a customer that has bought: expected purchases and spend, and their margin less cost to serve, discounted.
-- The figures of purchases come from the row of value.clv_score that the customer shares with those alike; of who buys
-- at set occasions only, from that of value.occasion_score.
with
setting as (select today from ops.setting),
summary as (select * from value.summary),
gained as (select * from value.purchase_gain),
graded as (select model, max(grade) as grade from value.clv_grade group by model),

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
        summary.other_currency_purchases,
        summary.is_left_truncated,
        graded.grade
    from gained
    inner join score on gained.customer_id = score.customer_id
    inner join summary on gained.customer_id = summary.customer_id
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
