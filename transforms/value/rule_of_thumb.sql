-- One row a rule of thumb that is often told of customers: what it claims, what the company's own ledger says, of how
-- many, and between which ends the truth may lie.
with
setting as (select today, clv_annual_discount from ops.setting),
began as (
    select min(first_on) as first_on
    from value.summary
),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
ranged as (
    select
        evidence.evidence,
        evidence.n,
        cast(evidence.k as double) / evidence.n as share,
        cast(2 * evidence.k + normal.z * normal.z as double) / (2 * (evidence.n + normal.z * normal.z)) as middle,
        normal.z * sqrt(
            normal.z * normal.z + 4 * evidence.k * (1 - cast(evidence.k as double) / evidence.n)
        ) / (2 * (evidence.n + normal.z * normal.z)) as spread
    from value.rule_evidence as evidence
    cross join normal
    where evidence.n > 0
),
kept as (
    select
        ranged.n,
        least(ranged.share, 0.95) as share,
        least(ranged.middle - ranged.spread, 0.95) as low,
        least(ranged.middle + ranged.spread, 0.95) as high,
        1 + setting.clv_annual_discount as growth
    from ranged
    cross join setting
    where ranged.evidence = 'share_of_customers_kept' and ranged.share > 0
),
leverage as (
    select
        n,
        cast(share + 0.05 as double) / (growth - share - 0.05) * (growth - share) / share - 1 as figure,
        cast(low + 0.05 as double) / (growth - low - 0.05) * (growth - low) / low - 1 as at_low,
        cast(high + 0.05 as double) / (growth - high - 0.05) * (growth - high) / high - 1 as at_high
    from kept
),
tenure as (
    select
        max(case when tenure_year = 2 then customers end) as customers,
        max(case when tenure_year = 2 then survivors end) as survivors,
        max(case when tenure_year = 1 then cast(profit_per_acquired as double) end) as first_year,
        max(case when tenure_year = 2 then cast(profit_per_acquired as double) end) as second_year,
        max(case when tenure_year = 1 then cast(profit_per_survivor as double) end) as first_survivor,
        max(case when tenure_year = 2 then cast(profit_per_survivor as double) end) as second_survivor
    from value.tenure_profit
),
cost as (
    select
        count(acquisition_cost) as customers,
        cast(sum(acquisition_cost) as double) / nullif(count(acquisition_cost), 0) as to_win,
        cast(sum(cost_to_serve_12m) as double)
        / nullif(sum(case when cost_to_serve_12m > 0 then 1 else 0 end), 0) as to_keep
    from value.customer_cost
),
figure as (
    select
        'best_fifth_brings_four_fifths' as rule, top_20_share as figure, customers as n,
        cast(null as double) as low, cast(null as double) as high
    from value.concentration
    where measure = 'revenue' and period = 'all' and is_with_zero_customers
    union all
    select
        'some_customers_cost_more_than_they_bring' as rule, whale_peak as figure, customers as n,
        cast(null as double) as low, cast(null as double) as high
    from value.concentration
    where measure = 'net_profit' and period = 'all' and is_with_zero_customers
    union all
    select
        'customers_bring_more_in_the_second_year' as rule,
        case when first_year > 0 then cast(second_year as double) / first_year end as figure,
        customers as n, cast(null as double) as low, cast(null as double) as high
    from tenure
    union all
    select
        'who_stays_brings_more_in_the_second_year' as rule,
        case when first_survivor > 0 then cast(second_survivor as double) / first_survivor end as figure,
        survivors as n, cast(null as double) as low, cast(null as double) as high
    from tenure
    union all
    select
        'winning_costs_five_times_keeping' as rule, cast(to_win as double) / nullif(to_keep, 0) as figure,
        customers as n, cast(null as double) as low, cast(null as double) as high
    from cost
    union all
    select
        'five_points_less_loss_raise_profit' as rule, figure, n,
        least(at_low, at_high) as low, greatest(at_low, at_high) as high
    from leverage
    union all
    select
        case evidence
            when 'share_of_new_customers_referred' then 'three_fifths_of_the_new_were_referred'
            when 'share_of_offers_taken_by_new' then 'one_of_seven_offers_to_the_new_succeeds'
            else 'one_of_two_offers_to_customers_succeeds'
        end as rule,
        share as figure, n, middle - spread as low, middle + spread as high
    from ranged
    where evidence <> 'share_of_customers_kept'
),
listed as (
    select
        'best_fifth_brings_four_fifths' as rule, 0.75 as at_least, 0.85 as at_most, 0 as days,
        '20 % of customers bring 80 % of revenue' as claim
    union all
    select
        'some_customers_cost_more_than_they_bring' as rule, 1.01 as at_least, null as at_most, 0 as days,
        'the best customers bring more than all profit, the others lose it' as claim
    union all
    select
        'customers_bring_more_in_the_second_year' as rule, 1.0 as at_least, null as at_most, 0 as days,
        'a customer won brings more in the second year than in the first' as claim
    union all
    select
        'who_stays_brings_more_in_the_second_year' as rule, 1.0 as at_least, null as at_most, 0 as days,
        'a customer who stays brings more in the second year than in the first' as claim
    union all
    select
        'winning_costs_five_times_keeping' as rule, 5.0 as at_least, null as at_most, 0 as days,
        'to win a customer costs five times as much as to keep one' as claim
    union all
    select
        'five_points_less_loss_raise_profit' as rule, 0.25 as at_least, 0.85 as at_most, 730 as days,
        'five points less loss of customers raise profit by 25 to 85 %' as claim
    union all
    select
        'three_fifths_of_the_new_were_referred' as rule, 0.55 as at_least, 0.65 as at_most, 365 as days,
        '60 % of new customers were referred' as claim
    union all
    select
        'one_of_seven_offers_to_the_new_succeeds' as rule, 0.1 as at_least, 0.2 as at_most, 395 as days,
        '15 % of offers to new customers succeed' as claim
    union all
    select
        'one_of_two_offers_to_customers_succeeds' as rule, 0.45 as at_least, 0.55 as at_most, 395 as days,
        '50 % of offers to existing customers succeed' as claim
)
select
    listed.rule,
    listed.claim,
    cast(figure.figure as double) as figure,
    case when figure.figure is not null then figure.n end as n,
    cast(figure.low as double) as low,
    cast(figure.high as double) as high,
    cast(listed.at_least as double) as at_least,
    cast(listed.at_most as double) as at_most,
    case when listed.days = 0 then began.first_on else cast(setting.today - (listed.days - 1) as date) end as from_on,
    setting.today as to_on,
    case
        when figure.figure is null then 'untold'
        when figure.figure >= listed.at_least and figure.figure <= coalesce(listed.at_most, figure.figure) then 'holds'
        when figure.high >= listed.at_least and figure.low <= coalesce(listed.at_most, figure.low) then 'undecided'
        else 'fails'
    end as verdict
from listed
cross join setting
cross join began
left join figure on listed.rule = figure.rule
