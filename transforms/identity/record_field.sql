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
        address.street,
        address.city,
        address.region,
        address.postal_code,
        address.country,
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
            when 'customer_kind' then record.customer_kind
            when 'is_prospect' then cast(record.is_prospect as varchar)
            when 'market' then record.market
            when 'full_name' then record.full_name
            when 'given_name' then record.given_name
            when 'surname' then record.surname
            when 'name_prefix' then record.name_prefix
            when 'organisation_name' then record.organisation_name
            when 'birth_on' then cast(record.birth_on as varchar)
            when 'sex' then record.sex
            when 'language' then record.language
            when 'tax_id' then record.tax_id
            when 'national_id' then record.national_id
            when 'marital_status' then record.marital_status
            when 'children' then cast(record.children as varchar)
            when 'has_dependents' then cast(record.has_dependents as varchar)
            when 'employer' then record.employer
            when 'position' then record.position
            when 'income_band' then record.income_band
            when 'industry' then record.industry
            when 'employees' then cast(record.employees as varchar)
            when 'founded_year' then cast(record.founded_year as varchar)
            when 'credit_grade' then record.credit_grade
            when 'payment_terms' then record.payment_terms
            when 'website' then record.website
            when 'acquired_on' then cast(record.acquired_on as varchar)
            when 'acquisition_channel' then record.acquisition_channel
            when 'acquisition_cost' then cast(record.acquisition_cost as varchar)
            when 'email' then record.email
            when 'phone' then record.phone
            when 'street' then record.street
            when 'city' then record.city
            when 'region' then record.region
            when 'postal_code' then record.postal_code
            when 'country' then record.country
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
