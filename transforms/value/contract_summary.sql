-- One row a customer that has or had a contract.
with
contract as (select * from value.contract)
select
    customer_id,
    count(*) as contracts,
    sum(case when is_live then 1 else 0 end) as live_contracts,
    case
        when max(case when is_live and status = 'active' then 1 else 0 end) = 1 then 'active'
        when max(case when is_live then 1 else 0 end) = 1 then 'joined'
        else arg_max(status, (coalesce(ended_on, date '1900-01-01'), subscription_key))
    end as status,
    min(started_on) as first_started_on,
    max(case when not is_live then ended_on end) as last_ended_on,
    min(case when is_live then renews_on end) as next_renewal_on,
    max(tenure_months) as tenure_months,
    cast(sum(case when is_live then coalesce(monthly_amount, 0) else 0 end) as decimal(18, 4)) as monthly_amount,
    cast(sum(revenue) as decimal(18, 4)) as revenue,
    cast(sum(margin) as decimal(18, 4)) as margin,
    arg_max(end_reason, (coalesce(ended_on, date '1900-01-01'), subscription_key))
    filter (where not is_live and end_reason is not null) as end_reason
from contract
group by customer_id
