-- One row a segment and a customer that is in it today. As many rows as memberships that nobody has left.
select
    segment,
    customer_id,
    entered_on,
    why
from segment.segment_membership
where left_on is null
