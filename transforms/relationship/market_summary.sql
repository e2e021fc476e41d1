-- One row each of the six markets: who stands in it and how much goes on; for the internal market the colleagues who
-- served in the last year.
with
setting as (select today, relationship_days from ops.setting),
market as (
    select *
    from (
        values ('customer'), ('internal'), ('referral'), ('influence'), ('supplier'), ('recruitment')
    ) as listed (market)
),
counted as (
    select
        market,
        count(*) as parties,
        sum(case when party_type = 'organisation' then 1 else 0 end) as organisations,
        sum(case when is_stated then 1 else 0 end) as stated,
        sum(case when contacts_12m + purchases_12m > 0 then 1 else 0 end) as active,
        sum(contacts_12m) as contacts_12m,
        sum(purchases_12m) as purchases_12m,
        sum(referrals) as referrals
    from relationship.market_role
    group by market
),
colleague as (
    select contact.employee
    from relationship.contact as contact
    cross join setting
    where
        contact.employee is not null
        and date_diff('day', cast(contact.occurred_on as date), cast(setting.today as date)) < setting.relationship_days
    group by contact.employee
),
colleagues as (select 'internal' as market, count(*) as colleagues from colleague)
select
    market.market,
    coalesce(counted.parties, 0) as parties,
    cast(coalesce(counted.organisations, 0) as bigint) as organisations,
    cast(coalesce(counted.stated, 0) as bigint) as stated,
    cast(coalesce(counted.active, 0) as bigint) as active,
    cast(coalesce(counted.contacts_12m, 0) as bigint) as contacts_12m,
    cast(coalesce(counted.purchases_12m, 0) as bigint) as purchases_12m,
    cast(coalesce(counted.referrals, 0) as bigint) as referrals,
    colleagues.colleagues
from market
left join counted on market.market = counted.market
left join colleagues on market.market = colleagues.market
