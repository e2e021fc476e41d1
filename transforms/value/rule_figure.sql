-- One row a rule of thumb of which the company's own ledger tells a figure: of how many, and between which ends the
-- truth may lie. Where the whole ledger is counted there are no ends.
with
setting as (select clv_annual_discount from ops.setting),
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
)

select
    case measure when 'revenue' then 'best_fifth_brings_four_fifths' else 'some_customers_cost_more_than_they_bring' end
        as rule,
    case measure when 'revenue' then top_20_share else whale_peak end as figure,
    customers as n, cast(null as double) as low, cast(null as double) as high
from value.concentration
where measure in ('revenue', 'net_profit') and period = 'all' and is_with_zero_customers
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
