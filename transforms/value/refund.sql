-- One row a refund and the sale that it is laid against: the one that it names, else the customer's latest earlier
-- sale of the same source and currency that is no smaller, else none.
with
sale as (select * from value.transaction where kind = 'sale'),
refund as (select * from value.transaction where kind = 'refund'),
named as (
    select refund.source, refund.purchase_key as refund_key, sale.purchase_key
    from refund
    inner join sale
        on refund.source = sale.source and refund.refund_of = sale.purchase_key and refund.currency = sale.currency
),
unnamed as (
    select refund.*
    from refund
    where
        refund.customer_id is not null
        and not exists (
            select 1 from named where named.source = refund.source and named.refund_key = refund.purchase_key
        )
),
earlier as (
    select
        unnamed.source,
        unnamed.purchase_key as refund_key,
        arg_max(sale.purchase_key, (sale.occurred_at, sale.purchase_key)) as purchase_key
    from unnamed
    inner join sale
        on
            unnamed.customer_id = sale.customer_id
            and unnamed.source = sale.source
            and unnamed.currency = sale.currency
    where sale.occurred_at <= unnamed.occurred_at and sale.amount >= unnamed.amount
    group by unnamed.source, unnamed.purchase_key
)
select
    refund.source,
    refund.purchase_key as refund_key,
    refund.customer_id,
    refund.occurred_on,
    refund.currency,
    refund.amount,
    refund.cost,
    coalesce(named.purchase_key, earlier.purchase_key) as purchase_key,
    case
        when named.purchase_key is not null then 'named'
        when earlier.purchase_key is not null then 'latest_earlier'
        else 'none'
    end as basis
from refund
left join named on refund.source = named.source and refund.purchase_key = named.refund_key
left join earlier on refund.source = earlier.source and refund.purchase_key = earlier.refund_key
