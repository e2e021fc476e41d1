-- One row: the day on which the sales that we are told begin, and whether that is in the middle of things. Then
-- customers turn up at once and ever fewer do within a usual interval: of those nobody dates, who turned up then was
-- won before. A cohort that is being won turns up evenly.
with
setting as (select today from ops.setting),

sale as (
    select purchase.*
    from value.purchase as purchase
    cross join setting
    where purchase.customer_id is not null and purchase.occurred_on <= setting.today
),

bought as (
    select
        customer_id,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on,
        count(distinct occurred_on) as days
    from sale
    group by customer_id
    having count(occasion) < count(*)
),

began as (select min(occurred_on) as began_on from sale),

turned_up as (
    select
        date_diff('day', cast(began.began_on as date), cast(bought.first_on as date)) as first_day,
        date_diff('day', cast(began.began_on as date), cast(setting.today as date)) + 1 as span,
        date_diff('day', cast(bought.first_on as date), cast(bought.last_on as date)) as recency_days,
        bought.days - 1 as repeat_purchases
    from bought
    cross join began
    cross join setting
),

usual as (select cast(sum(recency_days) as double) / nullif(sum(repeat_purchases), 0) as days from turned_up),

rush as (
    select
        max(usual.days) as days,
        sum(case when 2 * turned_up.first_day < usual.days then 1 else 0 end) as early,
        sum(case when 2 * turned_up.first_day >= usual.days and turned_up.first_day < usual.days then 1 else 0 end)
            as late,
        cast(count(*) as double) / max(turned_up.span) * max(usual.days) as even
    from turned_up
    cross join usual
)

select
    began.began_on,
    rush.days as usual_days,
    rush.early + rush.late >= greatest(30, 5 * rush.even) and rush.early > 1.5 * rush.late as is_in_the_middle
from began
cross join rush
