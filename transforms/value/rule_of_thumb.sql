-- One row a rule of thumb that is often told of customers: what it claims, what the company's own ledger says.
with
share as (
    select top_20_share
    from value.concentration
    where measure = 'revenue' and period = 'all' and is_with_zero_customers
),
peak as (
    select whale_peak
    from value.concentration
    where measure = 'net_profit' and period = 'all' and is_with_zero_customers
),
tenure as (
    select
        max(case when tenure_year = 1 then cast(profit_per_acquired as double) end) as first_year,
        max(case when tenure_year = 2 then cast(profit_per_acquired as double) end) as second_year,
        max(case when tenure_year = 1 then cast(profit_per_survivor as double) end) as first_survivor,
        max(case when tenure_year = 2 then cast(profit_per_survivor as double) end) as second_survivor
    from value.tenure_profit
),
cost as (
    select
        cast(sum(acquisition_cost) as double) / nullif(count(acquisition_cost), 0) as to_win,
        cast(sum(cost_to_serve_12m) as double)
        / nullif(sum(case when cost_to_serve_12m > 0 then 1 else 0 end), 0) as to_keep
    from value.customer_cost
),
rule as (
    select 'best_fifth_brings_four_fifths' as rule, top_20_share as figure, 0.75 as at_least, 0.85 as at_most
    from share
    union all
    select 'some_customers_cost_more_than_they_bring' as rule, whale_peak as figure, 1.01 as at_least, null as at_most
    from peak
    union all
    select
        'customers_bring_more_in_the_second_year' as rule,
        case when first_year > 0 then cast(second_year as double) / first_year end as figure,
        1.0 as at_least,
        null as at_most
    from tenure
    union all
    select
        'who_stays_brings_more_in_the_second_year' as rule,
        case when first_survivor > 0 then cast(second_survivor as double) / first_survivor end as figure,
        1.0 as at_least,
        null as at_most
    from tenure
    union all
    select
        'winning_costs_five_times_keeping' as rule,
        cast(to_win as double) / nullif(to_keep, 0) as figure,
        5.0 as at_least,
        null as at_most
    from cost
),
listed as (
    select name.rule, max(rule.figure) as figure, max(rule.at_least) as at_least, max(rule.at_most) as at_most
    from (
        select 'best_fifth_brings_four_fifths' as rule
        union all
        select 'some_customers_cost_more_than_they_bring' as rule
        union all
        select 'customers_bring_more_in_the_second_year' as rule
        union all
        select 'who_stays_brings_more_in_the_second_year' as rule
        union all
        select 'winning_costs_five_times_keeping' as rule
    ) as name
    left join rule on name.rule = rule.rule
    group by name.rule
)
select
    rule,
    cast(figure as double) as figure,
    cast(at_least as double) as at_least,
    cast(at_most as double) as at_most,
    case
        when figure is null then 'untold'
        when figure >= at_least and figure <= coalesce(at_most, figure) then 'holds'
        else 'fails'
    end as verdict
from listed
