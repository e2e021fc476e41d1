-- One row a customer: the facts that the stage is read from. A contract speaks before the rhythm of purchases; once all
-- contracts are over, only who buys on is read by rhythm again.
with
setting as (select today from ops.setting),
typical as (select interval_days from lifecycle.typical_interval)

select
    customer.customer_id,
    coalesce(customer.is_prospect, false) as is_prospect,
    summary.observed_days,
    summary.is_left_truncated,
    summary.observed_days - summary.recency_days as silence_days,
    case
        when summary.repeat_purchases > 0
            then cast(round(cast(summary.recency_days as double) / summary.repeat_purchases, 2) as decimal(9, 2))
        when summary.repeat_purchases = 0 then typical.interval_days
    end as usual_interval_days,
    coalesce(summary.repeat_purchases, 0) = 0 as is_borrowed,
    trend.revenue_90d,
    trend.revenue_90d_before,
    clv.p_alive,
    contract.status,
    contract.live_contracts,
    contract.tenure_months,
    contract.next_renewal_on,
    case
        when summary.customer_id is null and contract.customer_id is null then 'none'
        when contract.live_contracts > 0 then 'contract'
        when summary.customer_id is null then 'contract'
        when contract.customer_id is not null and summary.last_on <= coalesce(contract.last_ended_on, setting.today)
            then 'contract'
        else 'rhythm'
    end as business
from identity.customer as customer
cross join setting
cross join typical
left join value.summary as summary on customer.customer_id = summary.customer_id
left join value.trend as trend on customer.customer_id = trend.customer_id
left join value.clv as clv on customer.customer_id = clv.customer_id
left join value.contract_summary as contract on customer.customer_id = contract.customer_id
