-- One row a figure, wave and item: number, sum and sum of squares of what customers answered; the base of every survey
-- figure. A share is counted as 0 and 1.
with
answer as (
    select * from satisfaction.answer where points is not null
),
measure as (
    select * from satisfaction.satisfaction where value is not null
),
score as (
    select
        concat(instrument, '.', aspect) as figure, wave, item, points, points_low, points_high,
        aspect = 'best' as is_share
    from answer
    where instrument not in ('servqual', 'nps', 'csat', 'ces', 'closeness', 'net_value')
    union all
    select figure, wave, item, points, points_low, points_high, false
    from satisfaction.derived_score
    union all
    select measure, wave, 'all', value, scale_low, scale_high, false
    from measure
    where measure <> 'nps'
    union all
    select
        measure, wave, 'all', case verdict when 'promoter' then 100 when 'detractor' then -100 else 0 end, -100,
        100, false
    from measure
    where measure = 'nps'
    union all
    select 'csat_satisfied', wave, 'all', case verdict when 'satisfied' then 1 else 0 end, 0, 1, true
    from measure
    where measure = 'csat'
)
select
    figure,
    wave,
    item,
    points_low,
    points_high,
    is_share,
    count(*) as n,
    sum(case when points < 0 then 1 else 0 end) as negative,
    cast(sum(cast(points as decimal(18, 6))) as double) as total,
    cast(sum(cast(points * points as decimal(28, 8))) as double) as squares
from score
group by figure, wave, item, points_low, points_high, is_share
