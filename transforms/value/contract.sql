-- One row a contract of a customer: what several sources tell under one key is one contract, each fact from the first
-- source that tells it. A contract whose last day has passed is over, whatever its status.
with
setting as (select today, currency, cast(clv_margin as decimal(9, 6)) as clv_margin from ops.setting),
record as (select source, party_key, customer_id from identity.record),
term as (select term, period_months from value.contract_term),

told as (
    select
        record.customer_id,
        subscription.* exclude (monthly_amount, total_amount),
        cast(
            round(cast(subscription.monthly_amount as double) * coalesce(cast(rate.rate as double), 1), 4)
            as decimal(18, 4)
        ) as monthly_amount,
        cast(
            round(cast(subscription.total_amount as double) * coalesce(cast(rate.rate as double), 1), 4)
            as decimal(18, 4)
        ) as total_amount,
        case subscription.status
            when 'cancelled' then 4 when 'ended' then 3 when 'joined' then 2 when 'active' then 1
        end as status_rank,
        coalesce(subscription.currency, setting.currency) = setting.currency or rate.rate is not null
            as is_home_currency
    from core.subscription as subscription
    cross join setting
    left join value.exchange_rate as rate on subscription.currency = rate.currency and setting.today = rate.paid_on
    inner join record
        on
            record.source = coalesce(subscription.party_source, subscription.source)
            and subscription.party_key = record.party_key
),

merged as (
    select
        customer_id,
        subscription_key,
        count(*) as sources,
        arg_min(product, source) filter (where product is not null) as product,
        arg_min(term, source) filter (where term is not null) as term,
        coalesce(arg_max(status, (status_rank, source)) filter (where status is not null), 'active') as status,
        arg_min(started_on, source) filter (where started_on is not null) as started_on,
        arg_min(ended_on, source) filter (where ended_on is not null) as ended_on,
        arg_min(renews_on, source) filter (where renews_on is not null) as renews_on,
        arg_min(tenure_months, source) filter (where tenure_months is not null) as tenure_months,
        arg_min(monthly_amount, source) filter (where monthly_amount is not null and is_home_currency)
            as monthly_amount,
        arg_min(total_amount, source) filter (where total_amount is not null and is_home_currency) as total_amount,
        arg_min(end_reason, source) filter (where end_reason is not null) as end_reason
    from told
    group by customer_id, subscription_key
),

seen as (
    select
        merged.*,
        merged.status in ('active', 'joined') and coalesce(merged.ended_on, setting.today) >= setting.today as is_live,
        date_diff(
            'day',
            cast(merged.started_on as date),
            cast(least(coalesce(merged.ended_on, setting.today), setting.today) as date)
        ) as days,
        coalesce(term.period_months, 1) as period_months,
        setting.clv_margin
    from merged
    cross join setting
    left join term on merged.term = term.term
),

counted as (
    select
        *,
        coalesce(
            tenure_months,
            case when days is not null then cast(floor(cast(greatest(days, 0) as double) / 30.4375) as int) end
        ) as months
    from seen
)

select
    customer_id,
    subscription_key,
    sources,
    product,
    term,
    case when status in ('active', 'joined') and not is_live then 'ended' else status end as status,
    is_live,
    started_on,
    ended_on,
    renews_on,
    months as tenure_months,
    period_months,
    greatest(
        cast(floor(cast(months as double) / period_months) as bigint), case when is_live then 0 else 1 end
    ) as renewals,
    monthly_amount,
    cast(coalesce(total_amount, monthly_amount * months, 0) as decimal(18, 4)) as revenue,
    cast(round(coalesce(total_amount, monthly_amount * months, 0) * clv_margin, 4) as decimal(18, 4)) as margin,
    end_reason
from counted
