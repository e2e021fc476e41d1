-- One row a customer, wave and item: what one answer less another gives, to be averaged like an answer.
with
item as (select * from satisfaction.service_item),
zone as (
    select * from satisfaction.tolerance_zone where zone is not null
),
element as (
    select
        customer_id, wave, item,
        max(case when aspect = 'performance' then points end)
        - max(case when aspect = 'rival' then points end) as benchmark,
        max(case when aspect = 'best' then points end) - max(case when aspect = 'worst' then points end) as best_worst
    from satisfaction.answer
    where instrument = 'service_element' and points is not null
    group by customer_id, wave, item
),
weight as (
    select customer_id, wave, item, points
    from satisfaction.answer
    where instrument = 'service_element' and aspect = 'weight' and points is not null
),
spread as (
    select
        customer_id, wave,
        cast(sum(cast(points as decimal(18, 6))) as double) as points
    from weight
    group by customer_id, wave
    having sum(cast(points as decimal(18, 6))) > 0
),
weighing as (
    select
        customer_id, wave,
        count(importance) = count(*) and min(importance) >= 0 and max(importance) > 0 as is_weighted
    from item
    where expected is not null and perceived is not null
    group by customer_id, wave
)
select
    item.customer_id, item.wave,
    'servqual.gap' as figure,
    item.item,
    case when weighing.is_weighted then item.importance else 1 end as weight,
    round(item.perceived - item.expected, 6) as points,
    item.scale_low as points_low,
    item.scale_high as points_high
from item
inner join weighing on item.customer_id = weighing.customer_id and item.wave = weighing.wave
where item.perceived is not null and item.expected is not null
union all
select customer_id, wave, 'servqual.msa', item, 1, msa, scale_low, scale_high
from zone
union all
select customer_id, wave, 'servqual.mss', item, 1, mss, scale_low, scale_high
from zone
union all
select customer_id, wave, 'service_element.benchmark', item, 1, benchmark, 1, 7
from element
where benchmark is not null
union all
select customer_id, wave, 'service_element.best_worst', item, 1, best_worst, -1, 1
from element
where best_worst is not null
union all
select
    weight.customer_id, weight.wave,
    'service_element.weight_share',
    weight.item, 1,
    round(cast(weight.points as double) / spread.points, 6),
    0, 1
from weight
inner join spread on weight.customer_id = spread.customer_id and weight.wave = spread.wave
