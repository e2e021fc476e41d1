-- One row a customer that was in contact or bought in the last year: by which kind of channel, how often with the same
-- employee, and whether both sides began.
with
setting as (select today, relationship_days from ops.setting),
met as (
    select customer_id, occurred_on, channel_kind, employee, direction
    from relationship.contact
    where customer_id is not null
    union all
    select purchase.customer_id, purchase.occurred_on, channel.channel_kind, served.employee, null
    from value.purchase as purchase
    left join core.purchase as served
        on
            purchase.source = served.source
            and purchase.purchase_key = served.purchase_key
            and served.employee is not null
    left join relationship.channel as channel on lower(purchase.channel) = channel.channel
    where purchase.customer_id is not null
),
recent as (
    select met.*
    from met
    cross join setting
    where date_diff('day', cast(met.occurred_on as date), cast(setting.today as date)) < setting.relationship_days
),
face as (
    select customer_id, employee, count(*) as meetings
    from recent
    where employee is not null
    group by customer_id, employee
),
familiar_face as (
    select customer_id, cast(max(meetings) - 1 as double) / nullif(sum(meetings) - 1, 0) as same_employee_share
    from face
    group by customer_id
),
counted as (
    select
        customer_id,
        count(*) as contacts,
        count(channel_kind) as known,
        sum(case when channel_kind = 'face_to_face' then 1 else 0 end) as face_to_face,
        sum(case when channel_kind = 'voice' then 1 else 0 end) as voice,
        sum(case when channel_kind = 'digital' then 1 else 0 end) as digital,
        max(case when direction = 'inbound' then 1 else 0 end) + max(case when direction = 'outbound' then 1 else 0 end)
            as directions
    from recent
    group by customer_id
)
select
    counted.customer_id,
    counted.contacts,
    cast(counted.face_to_face as double) / nullif(counted.known, 0) as face_to_face_share,
    cast(counted.voice as double) / nullif(counted.known, 0) as voice_share,
    cast(counted.digital as double) / nullif(counted.known, 0) as digital_share,
    familiar_face.same_employee_share,
    counted.directions = 2 as is_two_way
from counted
left join familiar_face on counted.customer_id = familiar_face.customer_id
