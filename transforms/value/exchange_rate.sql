-- One row a foreign currency and a day on which something was paid in it: the last rate quoted by then, or why none is.
-- What runs on today, a contract's price, is taken at today's rate.
with
setting as (select today, currency, time_zone from ops.setting),
quote as (select source, currency, quoted_on, rate from core.exchange_rate),
paid as (
    select
        purchase.currency,
        {{ company_day('purchase.occurred_at') }} as paid_on
    from core.purchase as purchase
    cross join setting
    union all
    select currency, occurred_on as paid_on from core.cost_to_serve
    union all
    select subscription.currency, setting.today as paid_on
    from core.subscription as subscription
    cross join setting
),
needed as (
    select paid.currency, paid.paid_on
    from paid
    cross join setting
    where paid.currency <> setting.currency
    group by paid.currency, paid.paid_on
),
found as (
    select
        needed.currency,
        needed.paid_on,
        max(quote.quoted_on) as quoted_on,
        arg_max(quote.rate, (quote.quoted_on, quote.source)) as rate
    from needed
    inner join quote on needed.currency = quote.currency
    where quote.quoted_on <= needed.paid_on
    group by needed.currency, needed.paid_on
)
select
    needed.currency,
    needed.paid_on,
    found.rate,
    found.quoted_on,
    case
        when found.rate is null
            then 'no rate of ' || needed.currency || ' is quoted by that day: what was paid in it is not summed'
    end as reason
from needed
left join found on needed.currency = found.currency and needed.paid_on = found.paid_on
