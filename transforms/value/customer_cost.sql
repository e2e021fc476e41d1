-- One row a customer that cost something: to win (as the golden record says) and to serve.
with
setting as (select today from ops.setting),
cost as (select customer_id, occurred_on, amount from value.cost where amount is not null),
won as (select customer_id, acquisition_cost from identity.customer),
served as (
    select
        cost.customer_id,
        sum(cost.amount) as cost_to_serve,
        sum(
            case
                when date_diff('day', cast(cost.occurred_on as date), cast(setting.today as date)) < 365
                    then cost.amount
            end
        ) as cost_to_serve_12m,
        min(cost.occurred_on) as first_cost_on
    from cost
    cross join setting
    group by cost.customer_id
)
select
    won.customer_id,
    won.acquisition_cost,
    cast(coalesce(served.cost_to_serve, 0) as decimal(18, 4)) as cost_to_serve,
    cast(coalesce(served.cost_to_serve_12m, 0) as decimal(18, 4)) as cost_to_serve_12m,
    served.first_cost_on
from won
left join served on won.customer_id = served.customer_id
where won.acquisition_cost is not null or served.customer_id is not null
