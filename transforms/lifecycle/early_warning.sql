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
closeness as (
    select
        customer_id,
        current_closeness,
        lag(current_closeness) over (partition by customer_id order by answered_on, wave) as closeness_before,
        is_latest
    from relationship.closeness
    where current_closeness is not null
),
unsettled as (
    select recovery.customer_id, count(*) as matters, max(recovery.failed_on) as last_failed_on
    from satisfaction.recovery as recovery
    cross join setting
    where
        recovery.put_right_on is null
        and date_diff('day', cast(recovery.failed_on as date), cast(setting.today as date)) < 90
    group by recovery.customer_id
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
    union all
    select
        closeness.customer_id,
        'closeness' as sign,
        'feels less close: ' || cast(cast(round(current_closeness, 1) as decimal(4, 1)) as varchar) || ' of 7, before '
        || cast(cast(round(closeness_before, 1) as decimal(4, 1)) as varchar) as evidence
    from closeness
    where is_latest and current_closeness < closeness_before
    union all
    select
        unsettled.customer_id,
        'moment' as sign,
        'not put right in 90 days: ' || cast(matters as varchar) || ', last gone wrong on '
        || cast(last_failed_on as varchar) as evidence
    from unsettled
)
select sign.customer_id, sign.sign, sign.evidence, valuable.value_tier, valuable.stage
from sign
inner join valuable on sign.customer_id = valuable.customer_id
