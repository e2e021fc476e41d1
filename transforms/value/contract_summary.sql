-- One row a customer that has or had a contract. A contract whose last day has passed is over, whatever its status.
with
setting as (select today, currency, cast(clv_margin as decimal(9, 6)) as clv_margin from ops.setting),
record as (select source, party_key, customer_id from identity.record),
contract as (
    select
        record.customer_id,
        subscription.*,
        subscription.status in ('active', 'joined') and coalesce(subscription.ended_on, setting.today) >= setting.today
            as is_live,
        coalesce(subscription.currency, setting.currency) = setting.currency as is_home_currency,
        date_diff(
            'day',
            cast(subscription.started_on as date),
            cast(least(coalesce(subscription.ended_on, setting.today), setting.today) as date)
        ) as days,
        setting.clv_margin
    from core.subscription as subscription
    cross join setting
    inner join record
        on
            record.source = coalesce(subscription.party_source, subscription.source)
            and subscription.party_key = record.party_key
),
counted as (
    select
        *,
        case
            when is_live then status
            when status = 'cancelled' then status
            else 'ended'
        end as status_now,
        coalesce(
            tenure_months,
            case when days is not null then cast(floor(cast(greatest(days, 0) as double) / 30.4375) as int) end
        ) as months
    from contract
),
priced as (
    select
        *,
        case when is_home_currency then coalesce(total_amount, monthly_amount * months, 0) else 0 end as revenue,
        case when is_live and is_home_currency then coalesce(monthly_amount, 0) else 0 end as monthly_now
    from counted
)
select
    customer_id,
    count(*) as contracts,
    sum(case when is_live then 1 else 0 end) as live_contracts,
    case
        when max(case when status_now = 'active' then 1 else 0 end) = 1 then 'active'
        when max(case when status_now = 'joined' then 1 else 0 end) = 1 then 'joined'
        else arg_max(status_now, (coalesce(ended_on, date '1900-01-01'), source, subscription_key))
    end as status,
    min(started_on) as first_started_on,
    max(case when not is_live then ended_on end) as last_ended_on,
    min(case when is_live then renews_on end) as next_renewal_on,
    max(months) as tenure_months,
    cast(sum(monthly_now) as decimal(18, 4)) as monthly_amount,
    cast(sum(revenue) as decimal(18, 4)) as revenue,
    cast(sum(round(revenue * clv_margin, 4)) as decimal(18, 4)) as margin,
    arg_max(end_reason, (coalesce(ended_on, date '1900-01-01'), source, subscription_key))
        filter (where not is_live and end_reason is not null) as end_reason
from priced
group by customer_id
