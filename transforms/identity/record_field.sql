-- One row a record and a field of the golden record that it tells, as text, with the day of the fact it stands on.
with
rule as (select field, field_group, suspect_kind from identity.field_rule),
suspect as (select kind, value from identity.suspect_value),
standard as (select * from identity.standard_record),
contact as (select * from identity.record_contact where position = 1),

record as (
    select
        party.*,
        email.value as email,
        email.updated_at as email_at,
        coalesce(standard.phone_key, phone.value) as phone,
        phone.updated_at as phone_at,
        {% for field in golden_fields if field.field_group == 'address' %}
        address.{{ field.name }},
        {% endfor %}
        address.updated_at as address_at,
        standard.email_key,
        standard.phone_key,
        standard.number_key,
        standard.address_key
    from core.party as party
    left join standard on party.source = standard.source and party.party_key = standard.party_key
    left join contact as email
        on party.source = email.source and party.party_key = email.party_key and email.contact_type = 'email'
    left join contact as phone
        on party.source = phone.source and party.party_key = phone.party_key and phone.contact_type = 'phone'
    left join contact as address
        on party.source = address.source and party.party_key = address.party_key and address.contact_type = 'address'
),

told as (
    select
        record.source,
        record.party_key,
        rule.field,
        case rule.field
            {% for field in golden_fields %}
            when '{{ field.name }}' then {{ as_text(field, 'record') }}
            {% endfor %}
        end as value,
        case rule.field_group
            when 'email' then record.email_at
            when 'phone' then record.phone_at
            when 'address' then record.address_at
            else record.updated_at
        end as updated_at,
        rule.suspect_kind,
        case rule.suspect_kind
            when 'email' then record.email_key
            when 'phone' then record.phone_key
            when 'number' then record.number_key
            when 'address' then record.address_key
            when 'birth_on' then cast(record.birth_on as varchar)
        end as suspect_key
    from record
    cross join rule
)

select
    told.source,
    told.party_key,
    told.field,
    told.value,
    told.updated_at,
    suspect.value is not null as is_placeholder
from told
left join suspect on told.suspect_kind = suspect.kind and told.suspect_key = suspect.value
where told.value is not null
