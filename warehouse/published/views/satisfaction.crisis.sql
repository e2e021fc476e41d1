-- One row a matter in which a moment of truth was as bad as can be (-3): when, at which step, with whom, and what
-- was done since. As many rows as matters with a crisis.
with matter as (select * from satisfaction.moment_of_truth where is_crisis),

recovery as (select * from satisfaction.recovery)

select
    matter.customer_id,
    matter.source,
    matter.episode,
    matter.began_at,
    matter.first_failed_step,
    matter.peak_end,
    recovery.failed_on,
    recovery.employee,
    recovery.put_right_on,
    recovery.settled_on,
    recovery.bought_again_on
from matter
left join recovery
    on
        matter.customer_id = recovery.customer_id
        and matter.source = recovery.source
        and matter.episode = recovery.episode
