-- One row a customer: how near the last year's contacts and purchases brought it, from channel, frequency, the same
-- face, and what it told about itself.
with
customer as (select customer_id from identity.customer),
setting as (select * from ops.setting),
mix as (select * from relationship.contact_mix),
anybody as (
    select count(*) as contacts from relationship.contact where customer_id is not null
    union all
    select count(*) from value.purchase where customer_id is not null
),
delivered as (select sum(contacts) > 0 as is_told from anybody),
told as (
    select customer_id, count(*) as disclosed
    from memory.preference
    where is_current and how = 'stated'
    group by customer_id
),
sign as (
    select
        customer.customer_id,
        delivered.is_told,
        coalesce(mix.contacts, 0) as contacts,
        cast(coalesce(mix.contacts, 0) as double) / setting.relationship_days * 30.4375 as contacts_a_month,
        mix.face_to_face_share, mix.voice_share, mix.digital_share, mix.same_employee_share,
        coalesce(told.disclosed, 0) as disclosed,
        coalesce(mix.is_two_way, false) as is_two_way
    from customer
    cross join setting
    cross join delivered
    left join mix on customer.customer_id = mix.customer_id
    left join told on customer.customer_id = told.customer_id
),
weighed as (
    select
        sign.*,
        intimate_score, familiar_score,
        round(
            cast(
                coalesce(face_to_face_share + 0.5 * voice_share, 0)
                + least(cast(contacts_a_month as double) / close_contacts_month, 1)
                + coalesce(same_employee_share, 0)
                + least(cast(disclosed as double) / disclosed_preferences, 1)
                as double
            )
            / (
                2
                + case when face_to_face_share is null then 0 else 1 end
                + case when same_employee_share is null then 0 else 1 end
            ),
            6
        ) as nearness
    from sign
    cross join setting
)
select
    customer_id, contacts,
    round(contacts_a_month, 6) as contacts_a_month,
    round(face_to_face_share, 6) as face_to_face_share,
    round(voice_share, 6) as voice_share,
    round(digital_share, 6) as digital_share,
    round(same_employee_share, 6) as same_employee_share,
    disclosed, is_two_way,
    case when contacts > 0 then nearness end as nearness,
    case
        when not is_told then null
        when contacts = 0 then 'isolated'
        when nearness >= intimate_score then 'intimate'
        when nearness >= familiar_score then 'familiar'
        else 'distant'
    end as level,
    case when not is_told then 'no source tells of contacts or purchases' end as reason
from weighed
