-- One row a customer that cost something: to win (as the golden record says) and to serve.
with
setting as (select today, currency from ops.setting),
record as (select source, party_key, customer_id from identity.record),
cost as (select * from core.cost_to_serve),
won as (select customer_id, acquisition_cost from identity.customer),
served as (
    select
        record.customer_id,
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
    inner join record
        on record.source = coalesce(cost.party_source, cost.source) and cost.party_key = record.party_key
    where coalesce(cost.currency, setting.currency) = setting.currency
    group by record.customer_id
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
