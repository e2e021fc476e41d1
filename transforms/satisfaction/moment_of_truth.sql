-- One row a matter of a customer whose contacts bear a score: its score card along explore, offer, action, confirm.
with
moment as (
    select * from relationship.contact where customer_id is not null and score is not null
),
episode as (
    select
        customer_id, source, episode,
        min(occurred_at) as began_at,
        max(occurred_at) as ended_at,
        count(*) as moments,
        sum(score) as total,
        sum(case when score < 0 then 1 else 0 end) as negative,
        arg_max(score, (abs(score), occurred_at, interaction_key)) as peak_score,
        arg_max(score, (occurred_at, interaction_key)) as last_score,
        arg_min(coalesce(step, 'step not told'), (occurred_at, interaction_key)) filter (where score < 0)
            as first_failed_step,
        coalesce(bool_or(step = 'confirm'), false) as is_confirmed,
        bool_or(score = -3) as is_crisis
    from moment
    group by customer_id, source, episode
)
select
    customer_id, source, episode, began_at, ended_at, moments,
    cast(total as bigint) as total,
    round(cast(total as double) / moments, 6) as mean,
    peak_score, last_score,
    cast(peak_score + last_score as double) / 2 as peak_end,
    round(cast(negative as double) / moments, 6) as negative_share,
    first_failed_step, is_confirmed, is_crisis
from episode
