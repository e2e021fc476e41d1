-- One row a top or rising customer that has not left, and a sign that it may.
with
setting as (select * from ops.setting),
valuable as (
    select
        worth.customer_id,
        worth.value_tier,
        lifecycle.stage,
        evidence.business,
        evidence.silence_days,
        evidence.usual_interval_days,
        trend.revenue_90d,
        trend.revenue_90d_before,
        contract.live_contracts,
        contract.next_renewal_on
    from value.customer_value as worth
    inner join lifecycle.lifecycle as lifecycle on worth.customer_id = lifecycle.customer_id
    inner join lifecycle.stage_evidence as evidence on worth.customer_id = evidence.customer_id
    left join value.trend as trend on worth.customer_id = trend.customer_id
    left join value.contract_summary as contract on worth.customer_id = contract.customer_id
    where worth.value_tier in ('top', 'rising') and lifecycle.stage <> 'exit'
),
sign as (
    select
        valuable.customer_id,
        'silence' as sign,
        'silent for ' || cast(silence_days as varchar) || ' days, the usual interval is '
        || cast(usual_interval_days as varchar) as evidence
    from valuable
    cross join setting
    where business = 'rhythm' and silence_days > setting.warning_intervals * cast(usual_interval_days as double)
    union all
    select
        valuable.customer_id,
        'spend' as sign,
        'spent ' || cast(revenue_90d as varchar) || ' in 90 days after ' || cast(revenue_90d_before as varchar)
            as evidence
    from valuable
    cross join setting
    where
        2 * cast(usual_interval_days as double) <= 90
        and cast(revenue_90d as double) < setting.warning_spend_share * cast(revenue_90d_before as double)
    union all
    select
        valuable.customer_id,
        'renewal' as sign,
        'the contract is to be renewed by ' || cast(next_renewal_on as varchar) as evidence
    from valuable
    cross join setting
    where
        live_contracts > 0
        and date_diff('day', cast(setting.today as date), cast(next_renewal_on as date)) <= setting.warning_renewal_days
)
select sign.customer_id, sign.sign, sign.evidence, valuable.value_tier, valuable.stage
from sign
inner join valuable on sign.customer_id = valuable.customer_id
