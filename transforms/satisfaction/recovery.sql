-- One row a matter of a customer that went wrong: was it put right, how soon, and did the customer buy again. While the
-- set days have not passed and nothing has happened yet, the answer is open.
with
contact as (
    select * from relationship.contact where customer_id is not null
),
purchase as (
    select customer_id, occurred_at, occurred_on from value.purchase where customer_id is not null
),
setting as (select today, recovery_days from ops.setting),
failure as (
    select
        customer_id, source, episode,
        min(occurred_at) as failed_at,
        min(occurred_on) as failed_on,
        min(score) as worst_score,
        bool_or(is_complaint) as is_complaint,
        arg_min(employee, (occurred_at, interaction_key)) as employee
    from contact
    where score < 0 or is_complaint
    group by customer_id, source, episode
),
mended as (
    select
        failure.customer_id, failure.source, failure.episode,
        min(case when contact.score > 0 and contact.occurred_at > failure.failed_at then contact.occurred_on end)
            as put_right_on,
        min(case when contact.resolved_at >= failure.failed_at then contact.resolved_on end) as settled_on
    from failure
    inner join contact
        on
            failure.customer_id = contact.customer_id
            and failure.source = contact.source
            and failure.episode = contact.episode
    group by failure.customer_id, failure.source, failure.episode
),
returned as (
    select
        failure.customer_id, failure.source, failure.episode,
        min(purchase.occurred_on) as bought_again_on
    from failure
    inner join purchase on failure.customer_id = purchase.customer_id and failure.failed_at < purchase.occurred_at
    group by failure.customer_id, failure.source, failure.episode
),
timed as (
    select
        failure.*,
        mended.put_right_on, mended.settled_on, returned.bought_again_on, setting.recovery_days,
        date_diff('day', cast(failure.failed_on as date), cast(setting.today as date)) as days_since,
        date_diff('day', cast(failure.failed_on as date), cast(mended.put_right_on as date)) as days_to_put_right,
        date_diff('day', cast(failure.failed_on as date), cast(mended.settled_on as date)) as days_to_settle,
        date_diff('day', cast(failure.failed_on as date), cast(returned.bought_again_on as date)) as days_to_purchase
    from failure
    cross join setting
    left join mended
        on
            failure.customer_id = mended.customer_id
            and failure.source = mended.source
            and failure.episode = mended.episode
    left join returned
        on
            failure.customer_id = returned.customer_id
            and failure.source = returned.source
            and failure.episode = returned.episode
)
select
    customer_id, source, episode, failed_at, failed_on, worst_score, is_complaint, employee, put_right_on,
    days_to_put_right, case
        when days_to_put_right <= recovery_days then true
        when days_since > recovery_days then false
    end as is_put_right,
    settled_on, days_to_settle, bought_again_on, days_to_purchase, case
        when days_to_purchase <= recovery_days then true
        when days_since > recovery_days then false
    end as has_bought_again,
    case
        when days_since <= recovery_days and (put_right_on is null or bought_again_on is null)
            then 'the set days have not passed'
    end as reason
from timed
