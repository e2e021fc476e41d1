-- One row a customer: the facts from which its rung on the ladder is read.
with
customer as (select customer_id from identity.customer),
referral as (
    select
        customer_id,
        sum(referrals) as referrals,
        sum(case when is_converted then referrals else 0 end) as converted
    from relationship.referral
    where refusal is null
    group by customer_id
),
attitude as (select * from relationship.attitude),
level as (select customer_id, is_two_way from relationship.relationship_level),
wallet as (select customer_id, wallet_share from relationship.wallet_share),
summary as (select * from value.summary),
trend as (select customer_id, purchases_12m from value.trend),
contract as (select * from value.contract_summary)
select
    customer.customer_id,
    coalesce(summary.purchases, 0) + coalesce(contract.contracts, 0) as purchases,
    coalesce(trend.purchases_12m, 0) as purchases_12m,
    coalesce(contract.live_contracts, 0) as live_contracts,
    greatest(
        coalesce(cast(floor(cast(summary.observed_days as double) / 30.4375) as bigint), 0),
        coalesce(contract.tenure_months, 0)
    ) as tenure_months,
    attitude.zone, attitude.current_closeness, attitude.nps_score, attitude.attitude_percent,
    cast(coalesce(referral.referrals, 0) as bigint) as referrals,
    cast(coalesce(referral.converted, 0) as bigint) as converted_referrals,
    wallet.wallet_share, level.is_two_way
from customer
inner join attitude on customer.customer_id = attitude.customer_id
inner join level on customer.customer_id = level.customer_id
left join summary on customer.customer_id = summary.customer_id
left join trend on customer.customer_id = trend.customer_id
left join contract on customer.customer_id = contract.customer_id
left join referral on customer.customer_id = referral.customer_id
left join wallet on customer.customer_id = wallet.customer_id
