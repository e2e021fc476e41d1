-- One row a share that a rule of thumb speaks of: so many of so many, in the company's own ledger.
with
setting as (select today from ops.setting),
sale as (
    select purchase.customer_id, purchase.occurred_on
    from value.purchase as purchase
    cross join setting
    where purchase.customer_id is not null and purchase.occurred_on <= setting.today
),
active as (
    select
        sale.customer_id,
        max(
            case
                when date_diff('day', cast(sale.occurred_on as date), cast(setting.today as date)) < 365 then 1
                else 0
            end
        ) as has_bought_since
    from sale
    cross join setting
    where date_diff('day', cast(sale.occurred_on as date), cast(setting.today as date)) < 730
    group by sale.customer_id
    having max(date_diff('day', cast(sale.occurred_on as date), cast(setting.today as date))) >= 365
),
newcomer as (
    select summary.customer_id
    from value.summary as summary
    cross join setting
    where date_diff('day', cast(summary.first_on as date), cast(setting.today as date)) < 365
),
referred as (
    select referred_customer_id as customer_id
    from relationship.referral
    where refusal is null and referred_customer_id is not null
    group by referred_customer_id
),
offer as (
    select
        contact.source,
        contact.interaction_key,
        contact.customer_id,
        contact.occurred_on as offered_on,
        min(sale.occurred_on) as first_on,
        min(case when sale.occurred_on >= contact.occurred_on then sale.occurred_on end) as next_on
    from relationship.contact as contact
    cross join setting
    left join sale on contact.customer_id = sale.customer_id
    where
        contact.step = 'offer'
        and contact.customer_id is not null
        and date_diff('day', cast(contact.occurred_on as date), cast(setting.today as date)) between 30 and 394
    group by contact.source, contact.interaction_key, contact.customer_id, contact.occurred_on
),
judged as (
    select
        coalesce(first_on < offered_on, false) as is_customer,
        case when date_diff('day', cast(offered_on as date), cast(next_on as date)) <= 30 then 1 else 0 end as is_taken
    from offer
)
select 'share_of_customers_kept' as evidence, count(*) as n, coalesce(sum(has_bought_since), 0) as k
from active
union all
select 'share_of_new_customers_referred' as evidence, count(*) as n, count(referred.customer_id) as k
from newcomer
left join referred on newcomer.customer_id = referred.customer_id
union all
select 'share_of_offers_taken_by_new' as evidence, count(*) as n, coalesce(sum(is_taken), 0) as k
from judged
where not is_customer
union all
select 'share_of_offers_taken_by_customers' as evidence, count(*) as n, coalesce(sum(is_taken), 0) as k
from judged
where is_customer
