-- One row a figure of the four Rs: how many of how many.
with
setting as (select today, relationship_days, client_purchases from ops.setting),
bought as (
    select customer_id, first_on from value.summary
    union all
    select customer_id, first_started_on from value.contract_summary
),
won as (
    select customer_id, min(first_on) as first_on
    from bought
    group by customer_id
),
buyer as (
    select won.customer_id, won.first_on, fact.purchases_12m, fact.live_contracts
    from won
    inner join relationship.rung_fact as fact on won.customer_id = fact.customer_id
),
level as (
    select level, count(*) as customers
    from relationship.relationship_level
    where level is not null
    group by level
),
levels as (select sum(customers) as customers from level),
referral as (select * from relationship.referral where refusal is null and referrals > 0),
referrer as (select customer_id from referral group by customer_id),
recovery as (select is_put_right, has_bought_again from satisfaction.recovery)
select
    'retention' as r,
    'cohort_retention' as measure,
    cast(year(buyer.first_on) as varchar) as name,
    count(*) as n,
    sum(case when buyer.purchases_12m > 0 or buyer.live_contracts > 0 then 1 else 0 end) as k
from buyer
cross join setting
where date_diff('day', cast(buyer.first_on as date), cast(setting.today as date)) >= setting.relationship_days
group by year(buyer.first_on)
union all
select
    'retention', 'repeat_rate', 'last year', count(*),
    coalesce(sum(case when buyer.purchases_12m >= setting.client_purchases then 1 else 0 end), 0)
from buyer
cross join setting
where buyer.purchases_12m > 0
union all
select 'relationship', 'level_share', level.level, levels.customers as n, level.customers as k
from level
cross join levels
union all
select 'referral', 'referral_rate', 'all', count(*), count(referrer.customer_id)
from buyer
left join referrer on buyer.customer_id = referrer.customer_id
union all
select
    'referral', 'referral_conversion', 'all', coalesce(sum(referrals), 0),
    coalesce(sum(case when is_converted then referrals else 0 end), 0)
from referral
where is_converted is not null
union all
select
    'recovery', 'put_right', 'all', count(is_put_right),
    coalesce(sum(case when is_put_right then 1 else 0 end), 0)
from recovery
union all
select
    'recovery', 'bought_again', 'all', count(has_bought_again),
    coalesce(sum(case when has_bought_again then 1 else 0 end), 0)
from recovery
