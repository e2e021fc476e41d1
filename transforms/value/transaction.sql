-- One row a sale or a refund with its customer, its amount and cost (lines summed where the head is silent) and the
-- company's day.
with
setting as (select currency, time_zone from ops.setting),
purchase as (
    select
        bought.*,
        {{ company_day('bought.occurred_at') }} as occurred_on
    from core.purchase as bought
    cross join setting
),
record as (select source, party_key, customer_id from identity.record),
rate as (select currency, paid_on, rate from value.exchange_rate where rate is not null),
line as (
    select
        source,
        purchase_key,
        sum(amount) as amount,
        case when count(cost) = count(*) then sum(cost) end as cost
    from core.purchase_line
    group by source, purchase_key
)
select
    purchase.source,
    purchase.purchase_key,
    purchase.kind,
    purchase.refund_of,
    record.customer_id,
    purchase.occurred_at,
    purchase.occurred_on,
    purchase.channel,
    purchase.occasion,
    coalesce(purchase.currency, setting.currency) as paid_currency,
    rate.rate as exchange_rate,
    case
        when rate.rate is null then coalesce(purchase.currency, setting.currency)
        else setting.currency
    end as currency,
    cast(
        case
            when rate.rate is null then coalesce(purchase.amount, line.amount)
            else round(cast(coalesce(purchase.amount, line.amount) as double) * cast(rate.rate as double), 4)
        end as decimal(18, 4)
    ) as amount,
    cast(
        case
            when rate.rate is null then coalesce(purchase.cost, line.cost)
            else round(cast(coalesce(purchase.cost, line.cost) as double) * cast(rate.rate as double), 4)
        end as decimal(18, 4)
    ) as cost
from purchase
cross join setting
left join rate on purchase.currency = rate.currency and purchase.occurred_on = rate.paid_on
left join line on purchase.source = line.source and purchase.purchase_key = line.purchase_key
left join record
    on record.source = coalesce(purchase.party_source, purchase.source) and purchase.party_key = record.party_key
