-- One row a half percent of customers, the most profitable first: the share of all net profit that they bring together.
with
ranked as (
    select
        profit_rank,
        profit_running_share,
        count(*) over () as customers
    from value.customer_value
),
step as (
    select
        ceil(cast(200 * profit_rank as double) / customers) as step,
        max(profit_rank) as profit_rank
    from ranked
    where profit_running_share is not null
    group by ceil(cast(200 * profit_rank as double) / customers)
)
select
    ranked.profit_rank as customers,
    cast(ranked.profit_rank as double) / ranked.customers as customer_share,
    ranked.profit_running_share as profit_share
from ranked
inner join step on ranked.profit_rank = step.profit_rank
