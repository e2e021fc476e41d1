-- One row a customer and one of the six markets in which it stands: as a source says, or as its deeds show.
with
customer as (select customer_id, party_type, market from identity.customer),
setting as (select today, relationship_days from ops.setting),
fact as (select customer_id, purchases, purchases_12m, referrals from relationship.rung_fact),
contact as (
    select contact.customer_id, count(*) as contacts
    from relationship.contact as contact
    cross join setting
    where
        contact.customer_id is not null
        and date_diff('day', cast(contact.occurred_on as date), cast(setting.today as date)) < setting.relationship_days
    group by contact.customer_id
),
role as (
    select customer_id, market, 1 as stated, 0 as shown from customer where market is not null
    union all
    select customer_id, 'customer', 0, 1 from fact where purchases > 0
    union all
    select customer_id, 'referral', 0, 1 from fact where referrals > 0
),
merged as (
    select customer_id, market, max(stated) = 1 as is_stated, max(shown) = 1 as is_shown
    from role
    group by customer_id, market
)
select
    merged.customer_id, merged.market, customer.party_type, merged.is_stated, merged.is_shown,
    coalesce(contact.contacts, 0) as contacts_12m,
    fact.purchases_12m, fact.referrals
from merged
inner join customer on merged.customer_id = customer.customer_id
inner join fact on merged.customer_id = fact.customer_id
left join contact on merged.customer_id = contact.customer_id
