-- One row a night, a segment, and a cause that moved customers into it or out of it.
with
stay as (select * from segment.segment_membership),
moved as (
    select entered_on as changed_on, segment, 'entered' as movement, entered_by as cause from stay
    union all
    select left_on as changed_on, segment, 'left' as movement, left_by as cause from stay where left_on is not null
)
select changed_on, segment, movement, cause, count(*) as customers
from moved
group by changed_on, segment, movement, cause
