-- One row a customer to whom a play goes tonight.
with
setting as (select today from ops.setting),
play as (select play, sentence from segment.play_definition),
open_assignment as (
    select
        assignment.*,
        assignment.window_days - date_diff('day', cast(assignment.assigned_on as date), cast(setting.today as date))
            as days_left
    from segment.play_assignment as assignment
    cross join setting
    where not assignment.is_holdout and assignment.stopped_on is null
)
select
    assigned.customer_id, assigned.play, play.sentence, assigned.channel, assigned.purpose, assigned.assigned_on,
    assigned.days_left
from open_assignment as assigned
inner join play on assigned.play = play.play
where assigned.days_left >= 0
