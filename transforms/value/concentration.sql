-- One row a measure, a window, and whether customers who brought nothing are counted: share of the best fifth, Gini
-- coefficient, and the peak of the whale curve.
with
setting as (select today from ops.setting),
began as (
    select min(first_on) as first_on
    from (
        select first_on from value.summary
        union all
        select first_started_on from value.contract_summary
    ) as bought
),
customer as (select * from value.customer_value),
amount as (
    select 'revenue' as measure, 'all' as period, customer_id, revenue as amount from customer
    union all
    select 'margin' as measure, 'all' as period, customer_id, margin as amount from customer
    union all
    select 'net_profit' as measure, 'all' as period, customer_id, net_profit as amount from customer
    union all
    select 'revenue' as measure, '12_months' as period, customer_id, revenue_12m as amount from customer
    union all
    select 'net_profit' as measure, '12_months' as period, customer_id, profit_12m as amount from customer
),
counted as (
    select *, true as is_with_zero_customers from amount
    union all
    select *, false as is_with_zero_customers from amount where amount <> 0
),
ranked as (
    select
        *,
        row_number() over (
            partition by measure, period, is_with_zero_customers order by amount desc, customer_id
        ) as place,
        sum(amount) over (
            partition by measure, period, is_with_zero_customers
            order by amount desc, customer_id rows between unbounded preceding and current row
        ) as running
    from counted
),
total as (
    select
        measure, period, is_with_zero_customers,
        count(*) as customers, sum(amount) as total, min(amount) as least_amount, max(running) as peak
    from ranked
    group by measure, period, is_with_zero_customers
),
figure as (
    select
        total.measure, total.period, total.is_with_zero_customers,
        total.customers, total.total, total.least_amount, total.peak,
        sum(case when ranked.place <= ceil(0.2 * total.customers) then ranked.amount end) as top_20,
        sum((total.customers + 1 - ranked.place) * ranked.amount) as weighted,
        min(case when ranked.running = total.peak then ranked.place end) as peak_place
    from total
    inner join ranked
        on
            total.measure = ranked.measure
            and total.period = ranked.period
            and total.is_with_zero_customers = ranked.is_with_zero_customers
    group by
        total.measure, total.period, total.is_with_zero_customers,
        total.customers, total.total, total.least_amount, total.peak
)
select
    figure.measure, figure.period, figure.is_with_zero_customers,
    case when figure.period = 'all' then began.first_on else cast(setting.today - 364 as date) end as from_on,
    setting.today as to_on,
    figure.customers,
    cast(figure.total as decimal(18, 4)) as total,
    case when figure.total > 0 then cast(figure.top_20 as double) / cast(figure.total as double) end as top_20_share,
    case
        when figure.total > 0 and figure.least_amount >= 0
            then
                2 * cast(figure.weighted as double) / (figure.customers * cast(figure.total as double))
                - cast(figure.customers + 1 as double) / figure.customers
    end as gini,
    case when figure.total > 0 then cast(figure.peak as double) / cast(figure.total as double) end as whale_peak,
    case when figure.total > 0 then cast(figure.peak_place as double) / figure.customers end
        as whale_peak_customer_share,
    case
        when figure.total <= 0 then 'the sum shared out is not positive'
        when figure.least_amount < 0 then 'no Gini coefficient: some customers cost more than they bring'
    end as reason
from figure
cross join setting
cross join began
