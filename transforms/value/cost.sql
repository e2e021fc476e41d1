-- One row a cost of serving a known customer, in the currency of the company; without a rate it has no amount.
with
cost as (select * from core.cost_to_serve),
setting as (select currency from ops.setting),
record as (select source, party_key, customer_id from identity.record),
rate as (select currency, paid_on, rate from value.exchange_rate)
select
    record.customer_id,
    cost.source,
    cost.occurred_on,
    cost.cost_type,
    coalesce(cost.currency, setting.currency) as paid_currency,
    cast(
        case
            when coalesce(cost.currency, setting.currency) = setting.currency then cost.amount
            else round(cast(cost.amount as double) * cast(rate.rate as double), 4)
        end as decimal(18, 4)
    ) as amount
from cost
cross join setting
inner join record
    on record.source = coalesce(cost.party_source, cost.source) and cost.party_key = record.party_key
left join rate on cost.currency = rate.currency and cost.occurred_on = rate.paid_on
