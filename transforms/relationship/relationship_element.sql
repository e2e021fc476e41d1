-- One row a wave and element of strong relationships: how far customers agree that it is there; and one row for the
-- last year: the share of customers in contact with whom both sides began a talk.
with
figure as (
    select * from satisfaction.survey_figure where figure = 'relationship_element.agreement'
),
setting as (select today, relationship_days from ops.setting),
normal as (
    select quantile as z from satisfaction.student_t where degrees = 1000000
),
talk as (
    select customer_id, count(distinct direction) as directions
    from relationship.contact
    cross join setting
    where
        customer_id is not null and direction is not null
        and date_diff('day', cast(occurred_on as date), cast(today as date)) < relationship_days
    group by customer_id
),
both_ways as (
    select count(*) as n, sum(case when directions = 2 then 1 else 0 end) as k
    from talk
)
select wave, item as element, 'survey' as basis, scale_low, scale_high, n, value, low, high
from figure
union all
select
    'last year',
    'two_way_communication',
    'contacts',
    0, 1, n,
    round(cast(k as double) / n, 6),
    round(cast(2 * k + z * z - z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z)), 6),
    round(cast(2 * k + z * z + z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z)), 6)
from both_ways
cross join normal
where n > 0
