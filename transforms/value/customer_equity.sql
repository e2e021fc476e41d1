-- One row: the sum of lifetime values, and for the next year the range that the model's own backtests leave open.
with
setting as (select today from ops.setting),
customer as (select count(*) as customers from identity.customer),
worth as (
    select customer_id, clv_residual, clv_12m, false as is_contract from value.clv where clv_residual is not null
    union all
    select customer_id, clv_residual, clv_12m, true as is_contract
    from value.contract_value
    where clv_residual is not null
),
valued as (
    select
        count(distinct customer_id) as customers_valued,
        cast(sum(clv_residual) as decimal(18, 4)) as equity,
        cast(sum(clv_12m) as decimal(18, 4)) as equity_12m,
        cast(sum(case when is_contract then clv_residual end) as decimal(18, 4)) as contract_equity,
        coalesce(sum(case when is_contract then 0 else clv_12m end), 0) as bought_12m
    from worth
),
backtest as (
    select max(abs(grade.bias)) as backtest_bias
    from value.clv_grade as grade
    inner join (select model from value.clv group by model) as used on grade.model = used.model
)
select
    setting.today as as_of,
    customer.customers,
    valued.customers_valued,
    valued.equity,
    valued.equity_12m,
    valued.contract_equity,
    cast(
        round(cast(valued.equity_12m as double) - abs(cast(valued.bought_12m as double)) * backtest.backtest_bias, 4)
        as decimal(18, 4)
    ) as equity_12m_low,
    cast(
        round(cast(valued.equity_12m as double) + abs(cast(valued.bought_12m as double)) * backtest.backtest_bias, 4)
        as decimal(18, 4)
    ) as equity_12m_high,
    backtest.backtest_bias,
    case
        when valued.customers_valued = 0 then 'no customer has a lifetime value'
        when backtest.backtest_bias is null then 'no range: the data are too short to test the model on its own past'
    end as reason
from setting
cross join customer
cross join valued
cross join backtest
