-- One row a referral with both customers, equal ones counted together; each customer has one who referred it, the
-- first. Who refers himself, his own referrer, or somebody already referred, has not referred.
with
referral as (select * from core.referral),
record as (select source, party_key, customer_id from identity.record),
bought as (
    select customer_id, first_on from value.summary
    union all
    select customer_id, first_started_on from value.contract_summary
),
buyer as (
    select customer_id, min(first_on) as first_on
    from bought
    group by customer_id
),
paired as (
    select
        referrer.customer_id,
        referred.customer_id as referred_customer_id,
        referral.source, referral.referred_on, referral.referrals, case
            when referral.is_converted then true
            when buyer.first_on >= coalesce(referral.referred_on, buyer.first_on) then true
            when referred.customer_id is not null then false
            else referral.is_converted
        end as is_converted
    from referral
    inner join record as referrer
        on
            referrer.source = coalesce(referral.party_source, referral.source)
            and referral.party_key = referrer.party_key
    left join record as referred
        on
            referred.source = coalesce(referral.referred_source, referral.source)
            and referral.referred_key = referred.party_key
    left join buyer on referred.customer_id = buyer.customer_id
),
summed as (
    select
        customer_id, referred_customer_id, source, referred_on, is_converted,
        sum(referrals) as referrals
    from paired
    group by customer_id, referred_customer_id, source, referred_on, is_converted
),
placed as (
    select
        *,
        row_number() over (
            partition by referred_customer_id
            order by
                case when customer_id = referred_customer_id then 1 else 0 end, referred_on, source, customer_id,
                is_converted
        ) as place
    from summed
),
first_told as (
    select customer_id, referred_customer_id, referred_on
    from placed
    where place = 1 and referred_customer_id is not null
)
select
    placed.customer_id, placed.referred_customer_id, placed.source,
    cast(placed.referrals as bigint) as referrals,
    placed.referred_on, placed.is_converted, case
        when placed.customer_id = placed.referred_customer_id then 'refers himself'
        when placed.referred_customer_id is not null and placed.place > 1 then 'already referred'
        when
            first_told.referred_on < placed.referred_on
            or (
                coalesce(first_told.referred_on, date '1900-01-01') = coalesce(placed.referred_on, date '1900-01-01')
                and first_told.customer_id < placed.customer_id
            )
            then 'refers his own referrer'
    end as refusal
from placed
left join first_told
    on placed.customer_id = first_told.referred_customer_id and placed.referred_customer_id = first_told.customer_id
