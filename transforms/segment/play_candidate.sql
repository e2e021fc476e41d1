-- One row a play and a customer of its segment tonight, with the first thing that stands against it. Who is held out of
-- a play is drawn by a hash, so it is the same customer on every night and has nothing to do with other plays.
with
setting as (select today, contact_cap, contact_cap_days, play_rest_days from ops.setting),
play as (select * from segment.play_definition),
match as (select segment, customer_id from segment.segment_match),
customer as (
    select customer_id, has_email, has_phone, has_address, expected_profit_12m
    from segment.customer_360
),
permission as (select purpose, customer_id from segment.play_permission),
begun as (
    select
        assignment.play, assignment.customer_id, assignment.is_holdout, assignment.stopped_on, assignment.window_days,
        date_diff('day', cast(assignment.assigned_on as date), cast(setting.today as date)) as days_ago
    from last_night.segment.play_assignment as assignment
    cross join setting
),
had as (select play, customer_id, min(days_ago - window_days) as days_over from begun group by play, customer_id),
busy as (
    select customer_id from begun where stopped_on is null and days_ago <= window_days group by customer_id
),
played as (
    select begun.customer_id, count(*) as plays
    from begun
    cross join setting
    where not begun.is_holdout and begun.days_ago < setting.contact_cap_days
    group by begun.customer_id
),
contacted as (
    select contact.customer_id, count(*) as contacts
    from relationship.contact as contact
    cross join setting
    where
        contact.direction = 'outbound'
        and date_diff('day', cast(contact.occurred_on as date), cast(setting.today as date)) < setting.contact_cap_days
    group by contact.customer_id
)
select
    play.play, match.customer_id, play.priority,
    substr(md5(concat(play.play, ' ', match.customer_id)), 1, 8) < play.holdout_below as is_holdout,
    coalesce(customer.expected_profit_12m, 0) as expected_profit_12m,
    case
        when play.is_refused then 'refused play'
        when permission.customer_id is null then 'no consent'
        when
            (play.channel = 'email' and not customer.has_email)
            or (play.channel in ('phone', 'message') and not customer.has_phone)
            or (play.channel = 'post' and not customer.has_address)
            then 'cannot be reached'
        when busy.customer_id is not null then 'in a play'
        when had.days_over <= setting.play_rest_days then 'had this play lately'
        -- A play that was carried out comes back as a contact: the greater count is the truer one.
        when
            coalesce(contacted.contacts, 0) >= setting.contact_cap or coalesce(played.plays, 0) >= setting.contact_cap
            then 'contacted often'
    end as obstacle
from match
inner join play on match.segment = play.segment
inner join customer on match.customer_id = customer.customer_id
cross join setting
left join permission on play.purpose = permission.purpose and match.customer_id = permission.customer_id
left join busy on match.customer_id = busy.customer_id
left join had on play.play = had.play and match.customer_id = had.customer_id
left join played on match.customer_id = played.customer_id
left join contacted on match.customer_id = contacted.customer_id
