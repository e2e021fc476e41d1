-- One row a customer with what is known of it, and nothing that says directly who it is. Long because it brings every
-- table of customers together: a line a table, a line a join, and the columns that predicates may name.
with
setting as (select today from ops.setting),
customer as (select * from identity.customer),
summary as (select * from value.summary),
trend as (select * from value.trend),
rfm as (select * from value.rfm),
worth as (select * from value.customer_value),
clv as (select * from value.clv),
contract as (select * from value.contract_summary),
lifecycle as (select * from lifecycle.lifecycle),
evidence as (select * from lifecycle.stage_evidence),
warning as (select customer_id, count(*) as early_warnings from lifecycle.early_warning group by customer_id),
household as (
    select customer_id, count(*) as household_members
    from identity.customer_relation
    where relation = 'household_of'
    group by customer_id
),
consent as (
    select
        customer_id,
        bool_and(case when purpose = 'marketing_email' then is_granted end) as may_marketing_email,
        bool_and(case when purpose = 'marketing_phone' then is_granted end) as may_marketing_phone,
        bool_and(case when purpose = 'profiling' then is_granted end) as may_profiling,
        bool_and(case when purpose = 'service' then is_granted end) as may_service
    from privacy.consent
    group by customer_id
),
attitude as (select * from relationship.attitude),
moment as (select * from satisfaction.moment_of_truth_summary where scope = 'customer'),
unsettled as (
    select recovery.customer_id, count(*) as unsettled_matters
    from satisfaction.recovery as recovery
    cross join setting
    where
        recovery.put_right_on is null
        and date_diff('day', cast(recovery.failed_on as date), cast(setting.today as date)) < 90
    group by recovery.customer_id
),
level as (select customer_id, level from relationship.relationship_level),
ladder as (select * from relationship.relationship_ladder),
rung as (select * from relationship.rung_evidence),
win_win as (select customer_id, quadrant from relationship.win_win),
remembered as (select customer_id, known, incidents from memory.preference_memory),
birthday as (select customer_id, days_ahead from memory.special_day where kind = 'birthday'),
known as (
    select
        customer.*,
        summary.purchases, summary.first_on, summary.last_on,
        contract.status as contract_status,
        contract.live_contracts, contract.tenure_months, contract.monthly_amount, contract.next_renewal_on,
        least(customer.acquired_on, summary.first_on, contract.first_started_on) as won_on,
        100 * month(setting.today) + day(setting.today) < 100 * month(customer.birth_on) + day(customer.birth_on)
            as is_before_birthday,
        setting.today
    from customer
    cross join setting
    left join summary on customer.customer_id = summary.customer_id
    left join contract on customer.customer_id = contract.customer_id
)
select
    known.customer_id,
    known.party_type,
    {% for field in golden_fields if field.block %}
    known.{{ field.name }},
    {% endfor %}
    year(known.today) - year(known.birth_on) - case when known.is_before_birthday then 1 else 0 end as age_years,
    known.email is not null as has_email,
    known.phone is not null as has_phone,
    known.street is not null as has_address,
    known.records,
    known.sources,
    date_diff('day', cast(known.won_on as date), cast(known.today as date)) as tenure_days,
    known.purchases, known.first_on, known.last_on,
    rfm.recency_days,
    evidence.usual_interval_days,
    trend.purchases_12m, trend.revenue_90d, trend.revenue_90d_before,
    rfm.recency_score, rfm.frequency_score, rfm.monetary_score, rfm.rfm_score, rfm.rfm_segment,
    worth.revenue, worth.margin, worth.cost_to_serve, worth.net_profit, worth.revenue_12m, worth.profit_12m,
    worth.expected_profit_12m, worth.value_tier,
    clv.p_alive, clv.expected_purchases_12m, clv.expected_spend, clv.clv_12m, clv.clv_residual, clv.clv_grade,
    lifecycle.stage,
    lifecycle.since_on as stage_since_on,
    lifecycle.candidate_stage,
    evidence.business,
    coalesce(warning.early_warnings, 0) as early_warnings,
    known.contract_status, known.live_contracts, known.tenure_months, known.monthly_amount, known.next_renewal_on,
    coalesce(household.household_members, 0) as household_members,
    consent.may_marketing_email, consent.may_marketing_phone, consent.may_profiling, consent.may_service,
    attitude.gap, attitude.zone, attitude.nps_score, attitude.csat_percent, attitude.ces_percent, attitude.net_value,
    attitude.current_closeness, attitude.closeness_gap, attitude.attitude_percent,
    moment.peak_end as moment_peak_end,
    moment.negative_share as moment_negative_share,
    coalesce(unsettled.unsettled_matters, 0) as unsettled_matters,
    level.level as relationship_level,
    ladder.rung, ladder.loyalty_type,
    rung.wallet_share, rung.referrals, rung.converted_referrals,
    win_win.quadrant as win_win,
    coalesce(remembered.known, 0) as known_preferences,
    coalesce(remembered.incidents, 0) as goldfish_incidents,
    birthday.days_ahead as days_to_birthday
from known
left join trend on known.customer_id = trend.customer_id
left join rfm on known.customer_id = rfm.customer_id
left join worth on known.customer_id = worth.customer_id
left join clv on known.customer_id = clv.customer_id
left join lifecycle on known.customer_id = lifecycle.customer_id
left join evidence on known.customer_id = evidence.customer_id
left join warning on known.customer_id = warning.customer_id
left join household on known.customer_id = household.customer_id
left join consent on known.customer_id = consent.customer_id
left join attitude on known.customer_id = attitude.customer_id
left join moment on known.customer_id = moment.customer_id
left join unsettled on known.customer_id = unsettled.customer_id
left join level on known.customer_id = level.customer_id
left join ladder on known.customer_id = ladder.customer_id
left join rung on known.customer_id = rung.customer_id
left join win_win on known.customer_id = win_win.customer_id
left join remembered on known.customer_id = remembered.customer_id
left join birthday on known.customer_id = birthday.customer_id
