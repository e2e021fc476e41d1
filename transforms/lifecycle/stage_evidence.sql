-- One row a customer: the stage that tonight's facts speak for, and the sentence that says so.
with
setting as (select * from ops.setting),
fact as (select * from lifecycle.stage_fact),

judged as (
    select
        fact.*,
        case
            when business = 'none' and is_prospect then 'lead'
            when business = 'none' then 'no_purchase'
            when business = 'contract' and live_contracts = 0 and status = 'cancelled' then 'cancelled'
            when business = 'contract' and live_contracts = 0 then 'ended'
            when business = 'contract' and next_renewal_on < setting.today then 'not_renewed'
            when
                business = 'contract'
                and (status = 'joined' or coalesce(tenure_months, 0) * 30.4375 < setting.growth_days)
                then 'new_contract'
            when business = 'contract' then 'old_contract'
            when p_alive < setting.exit_p_alive then 'gone'
            when silence_days > setting.decline_intervals * cast(usual_interval_days as double) then 'silent'
            when p_alive < setting.decline_p_alive then 'doubtful'
            when
                2 * cast(usual_interval_days as double) <= 90
                and cast(revenue_90d as double) < setting.decline_spend_share * cast(revenue_90d_before as double)
                then 'spends_less'
            when observed_days <= setting.growth_days and not is_left_truncated then 'young'
            when usual_interval_days is null then 'no_rhythm'
            else 'in_rhythm'
        end as verdict
    from fact
    cross join setting
)

select
    customer_id,
    business,
    usual_interval_days,
    silence_days,
    case
        when verdict in ('lead', 'no_purchase') then 'acquisition'
        when verdict in ('cancelled', 'ended', 'gone') then 'exit'
        when verdict in ('not_renewed', 'silent', 'doubtful', 'spends_less') then 'decline'
        when verdict in ('new_contract', 'young') then 'growth'
        else 'maturity'
    end as stage,
    verdict = 'cancelled' as is_cancelled,
    case verdict
        when 'lead' then 'a lead that has not bought'
        when 'no_purchase' then 'no purchase yet'
        when 'cancelled' then 'the last contract was cancelled and nothing was bought since'
        when 'ended' then 'the last contract ended and nothing was bought since'
        when 'not_renewed' then 'the renewal of ' || cast(next_renewal_on as varchar) || ' has passed'
        when 'new_contract' then 'a contract in its first months'
        when 'old_contract' then 'a contract that stands'
        when 'gone' then 'probability of buying again ' || cast(cast(round(p_alive, 2) as decimal(4, 2)) as varchar)
        when 'doubtful' then 'probability of buying again ' || cast(cast(round(p_alive, 2) as decimal(4, 2)) as varchar)
        when 'spends_less'
            then 'spent ' || cast(revenue_90d as varchar) || ' in 90 days after ' || cast(revenue_90d_before as varchar)
        when 'young' then 'first purchase ' || cast(observed_days as varchar) || ' days ago'
        when 'no_rhythm' then 'bought once, and nobody has come back yet to tell a usual interval'
        else
            'silent for ' || cast(silence_days as varchar) || ' days, the '
            || case when is_borrowed then 'typical' else 'usual' end
            || ' interval is ' || cast(usual_interval_days as varchar)
    end as evidence
from judged
