-- One row a customer: what came in, what it cost, and what is expected. A relationship is a second day of buying or a
-- contract.
with
setting as (select clv_margin from ops.setting),

worth as (
    select
        customer_id,
        cast(sum(clv_12m) as decimal(18, 4)) as clv_12m,
        cast(sum(clv_residual) as decimal(18, 4)) as clv_residual
    from value.contract_value
    group by customer_id
),

money as (
    select
        customer.customer_id,
        summary.repeat_purchases,
        contract.live_contracts,
        summary.customer_id is not null or contract.customer_id is not null as has_bought,
        coalesce(summary.repeat_purchases, 0) > 0 or contract.customer_id is not null as has_relationship,
        cast(coalesce(summary.revenue, 0) + coalesce(contract.revenue, 0) as decimal(18, 4)) as revenue,
        cast(coalesce(summary.margin, 0) + coalesce(contract.margin, 0) as decimal(18, 4)) as margin,
        coalesce(cost.cost_to_serve, 0) as cost_to_serve,
        coalesce(cost.cost_to_serve_12m, 0) as cost_to_serve_12m,
        cost.acquisition_cost,
        coalesce(trend.revenue_12m, 0) as sales_12m,
        coalesce(trend.margin_12m, 0) as margin_12m,
        coalesce(trend.margin_12m_before, 0) as margin_12m_before,
        cast(coalesce(contract.monthly_amount, 0) * 12 as decimal(18, 4)) as contract_12m,
        cast(
            round(coalesce(contract.monthly_amount, 0) * 12 * cast(setting.clv_margin as decimal(9, 6)), 4)
            as decimal(18, 4)
        ) as contract_margin_12m,
        clv.clv_12m,
        clv.clv_residual,
        worth.clv_12m as contract_clv_12m,
        worth.clv_residual as contract_clv_residual,
        clv.p_alive
    from identity.customer as customer
    cross join setting
    left join value.summary as summary on customer.customer_id = summary.customer_id
    left join value.trend as trend on customer.customer_id = trend.customer_id
    left join value.contract_summary as contract on customer.customer_id = contract.customer_id
    left join value.customer_cost as cost on customer.customer_id = cost.customer_id
    left join value.clv as clv on customer.customer_id = clv.customer_id
    left join worth on customer.customer_id = worth.customer_id
)

select
    customer_id,
    repeat_purchases,
    live_contracts,
    has_bought,
    has_relationship,
    revenue,
    margin,
    cost_to_serve,
    cost_to_serve_12m,
    acquisition_cost,
    margin_12m,
    margin_12m_before,
    clv_12m,
    clv_residual,
    contract_clv_12m,
    contract_clv_residual,
    p_alive,
    cast(margin - cost_to_serve - coalesce(acquisition_cost, 0) as decimal(18, 4)) as net_profit,
    cast(sales_12m + contract_12m as decimal(18, 4)) as revenue_12m,
    cast(margin_12m + contract_margin_12m - cost_to_serve_12m as decimal(18, 4)) as profit_12m,
    case
        when has_bought
            then
                cast(
                    coalesce(clv_12m, margin_12m - cost_to_serve_12m)
                    + coalesce(contract_clv_12m, contract_margin_12m) as decimal(18, 4)
                )
    end as expected_profit_12m
from money
