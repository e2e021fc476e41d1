-- One row a customer with a lifetime value or a referral: what its referrals bring, beside what it brings itself, and
-- the cell of the two. The two values are never added: the purchases of the referred are in their own lifetime value.
with
setting as (select clv_referral_share from ops.setting),
customer as (select customer_id from identity.customer),
clv as (select customer_id, clv_12m from value.clv where clv_12m is not null),
won as (
    select cast(sum(acquisition_cost) as double) / nullif(count(acquisition_cost), 0) as mean_cost
    from value.customer_cost
),
referral as (
    select referral.customer_id, referral.referrals, greatest(coalesce(clv.clv_12m, 0), 0) as referred_clv
    from relationship.referral as referral
    left join clv on referral.referred_customer_id = clv.customer_id
    where referral.refusal is null and referral.is_converted
),
earned as (
    select customer_id, sum(referrals) as conversions, sum(referred_clv) as referred_clv
    from referral
    group by customer_id
),
figure as (
    select
        customer.customer_id,
        clv.clv_12m,
        coalesce(earned.conversions, 0) as conversions,
        cast(
            round(
                coalesce(cast(earned.referred_clv as double), 0) * setting.clv_referral_share
                + coalesce(earned.conversions, 0) * coalesce(won.mean_cost, 0),
                4
            ) as decimal(18, 4)
        ) as referral_value
    from customer
    cross join setting
    cross join won
    left join clv on customer.customer_id = clv.customer_id
    left join earned on customer.customer_id = earned.customer_id
    where clv.customer_id is not null or earned.customer_id is not null
),
ranked as (
    select
        *,
        percent_rank() over (order by coalesce(clv_12m, 0)) >= 0.5 as is_high_clv,
        percent_rank() over (order by referral_value) >= 0.5 and referral_value > 0 as is_high_referral
    from figure
)
select
    customer_id,
    clv_12m,
    conversions,
    referral_value,
    case
        when is_high_clv and is_high_referral then 'champion'
        when is_high_clv then 'affluent'
        when is_high_referral then 'advocate'
        else 'miser'
    end as referral_cell
from ranked
