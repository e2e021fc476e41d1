-- One row a segment tonight, empty ones too: how many customers, and what they bring.
with
definition as (select segment, sentence from segment.segment_definition),
match as (select segment, customer_id from segment.segment_match),
customer as (select customer_id, revenue, net_profit, expected_profit_12m, clv_12m from segment.customer_360),
total as (select count(*) as customers, sum(revenue) as revenue from customer),
brought as (
    select
        match.segment,
        count(*) as customers,
        sum(customer.revenue) as revenue,
        sum(customer.net_profit) as net_profit,
        sum(customer.expected_profit_12m) as expected_profit_12m,
        sum(customer.clv_12m) as clv_12m
    from match
    inner join customer on match.customer_id = customer.customer_id
    group by match.segment
)
select
    definition.segment,
    definition.sentence,
    coalesce(brought.customers, 0) as customers,
    cast(coalesce(brought.customers, 0) as double) / nullif(total.customers, 0) as customer_share,
    cast(coalesce(brought.revenue, 0) as decimal(18, 4)) as revenue,
    cast(coalesce(brought.revenue, 0) as double) / nullif(cast(total.revenue as double), 0) as revenue_share,
    cast(coalesce(brought.net_profit, 0) as decimal(18, 4)) as net_profit,
    cast(coalesce(brought.expected_profit_12m, 0) as decimal(18, 4)) as expected_profit_12m,
    cast(brought.clv_12m as decimal(18, 4)) as clv_12m
from definition
cross join total
left join brought on definition.segment = brought.segment
