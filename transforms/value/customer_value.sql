-- One row a customer: what came in, what it cost, what is expected, and the tier. The best of those with a relationship
-- by expected profit are top; those who lose value are fading.
with
setting as (select * from ops.setting),
figure as (select * from value.customer_profit),

ranked as (
    select
        *,
        row_number() over (order by net_profit desc, customer_id) as profit_rank,
        rank() over (order by case when has_relationship then expected_profit_12m end desc nulls last) as expected_rank
    from figure
),

size as (
    select
        sum(case when has_relationship then 1 else 0 end) as relationships,
        sum(net_profit) as net_profit
    from figure
),

judged as (
    select
        ranked.*,
        case
            when not has_bought then 'prospect'
            when not has_relationship then 'transactional'
            when expected_profit_12m <= 0 and ranked.net_profit <= 0 then 'costly'
            when expected_profit_12m > 0 and expected_rank <= ceil(setting.top_tier_share * size.relationships)
                then 'top'
            when p_alive < setting.decline_p_alive then 'silent'
            when live_contracts = 0 and coalesce(repeat_purchases, 0) = 0 then 'ended'
            when cast(margin_12m as double) < setting.decline_spend_share * cast(margin_12m_before as double)
                then 'less'
            when expected_profit_12m <= 0 then 'spent'
            else 'rising'
        end as verdict,
        sum(ranked.net_profit) over (order by profit_rank rows between unbounded preceding and current row) as running,
        size.net_profit as total
    from ranked
    cross join size
    cross join setting
)

select
    customer_id,
    revenue,
    margin,
    cost_to_serve,
    cost_to_serve_12m,
    acquisition_cost,
    net_profit,
    revenue_12m,
    profit_12m,
    clv_12m,
    clv_residual,
    contract_clv_12m,
    contract_clv_residual,
    expected_profit_12m,
    case
        when verdict in ('top', 'rising', 'transactional') then verdict
        when verdict in ('silent', 'ended', 'less', 'spent') then 'fading'
    end as value_tier,
    case verdict
        when 'prospect' then 'has not bought yet'
        when 'transactional' then 'bought on one day only'
        when 'costly' then 'has cost more than it brought, and is expected to'
        when 'top' then 'among the best by expected profit'
        when 'silent' then 'more likely gone than not'
        when 'ended' then 'no contract stands'
        when 'less' then 'margin of the last year is well below that of the year before'
        when 'spent' then 'profitable so far, nothing is expected'
        else 'comes back, is expected to bring profit, not among the best'
    end as value_tier_reason,
    profit_rank,
    case when total > 0 then cast(running as double) / cast(total as double) end as profit_running_share
from judged
