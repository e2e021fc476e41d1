-- One row a figure, segment, wave and item: number, sum and sum of squares of what customers answered; the base of
-- every survey figure. A share is counted as 0 and 1.
with
answer as (
    select * from satisfaction.answer where points is not null
),
measure as (
    select * from satisfaction.satisfaction where value is not null
),
form as (select * from satisfaction.value_form_score),
score as (
    select
        concat(instrument, '.', aspect) as figure, 'all' as segment, wave, item, points, points_low, points_high,
        aspect = 'best' as is_share
    from answer
    where instrument in ('driver', 'service_element', 'relationship_element')
    union all
    select 'value_form.importance', segment, wave, form, importance, 1, 9, false
    from form
    where importance is not null
    union all
    select 'value_form.performance', segment, wave, form, performance, 1, 9, false
    from form
    where performance is not null
    union all
    select figure, 'all', wave, item, points, points_low, points_high, false
    from satisfaction.derived_score
    union all
    select measure, 'all', wave, 'all', value, scale_low, scale_high, false
    from measure
    where measure <> 'nps'
    union all
    select
        measure, 'all', wave, 'all', case verdict when 'promoter' then 100 when 'detractor' then -100 else 0 end, -100,
        100, false
    from measure
    where measure = 'nps'
    union all
    select 'csat_satisfied', 'all', wave, 'all', case verdict when 'satisfied' then 1 else 0 end, 0, 1, true
    from measure
    where measure = 'csat'
    union all
    select 'net_customer_value', 'all', wave, 'all', net_value, -24, 24, false
    from satisfaction.net_customer_value
    where net_value is not null
    union all
    select 'closeness_gap', 'all', wave, 'all', closeness_gap, -6, 6, false
    from relationship.closeness
    where closeness_gap is not null
)
select
    figure, segment, wave, item, points_low, points_high, is_share,
    count(*) as n,
    sum(case when points < 0 then 1 else 0 end) as negative,
    cast(sum(cast(points as decimal(18, 6))) as double) as total,
    cast(sum(cast(points * points as decimal(28, 8))) as double) as squares
from score
group by figure, segment, wave, item, points_low, points_high, is_share
