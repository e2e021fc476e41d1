-- One row a rule of thumb that is often told of customers: what it claims, what the company's own ledger says, and
-- whether it holds here.
with
setting as (select today from ops.setting),
figure as (select * from value.rule_figure),
began as (select min(first_on) as first_on from value.summary),

listed as (
    select *
    from (
        values
        ('best_fifth_brings_four_fifths', 0.75, 0.85, 0, '20 % of customers bring 80 % of revenue'),
        (
            'some_customers_cost_more_than_they_bring', 1.01, null, 0,
            'the best customers bring more than all profit, the others lose it'
        ),
        (
            'customers_bring_more_in_the_second_year', 1.0, null, 0,
            'a customer won brings more in the second year than in the first'
        ),
        (
            'who_stays_brings_more_in_the_second_year', 1.0, null, 0,
            'a customer who stays brings more in the second year than in the first'
        ),
        ('winning_costs_five_times_keeping', 5.0, null, 0, 'to win a customer costs five times as much as to keep one'),
        (
            'five_points_less_loss_raise_profit', 0.25, 0.85, 730,
            'five points less loss of customers raise profit by 25 to 85 %'
        ),
        ('three_fifths_of_the_new_were_referred', 0.55, 0.65, 365, '60 % of new customers were referred'),
        ('one_of_seven_offers_to_the_new_succeeds', 0.1, 0.2, 395, '15 % of offers to new customers succeed'),
        ('one_of_two_offers_to_customers_succeeds', 0.45, 0.55, 395, '50 % of offers to existing customers succeed')
    ) as told (rule, at_least, at_most, days, claim)
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
