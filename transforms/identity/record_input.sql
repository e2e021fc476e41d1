-- One row a record of a party with its first e-mail, phone and address, as written by its source.
with
party as (select * from core.party),
setting as (select country from ops.setting),
email as (select source, party_key, value from identity.record_contact where contact_type = 'email' and position = 1),
phone as (select source, party_key, value from identity.record_contact where contact_type = 'phone' and position = 1),
address as (select * from identity.record_contact where contact_type = 'address' and position = 1)
select
    party.source,
    party.party_key,
    party.party_type,
    party.full_name,
    party.given_name,
    party.surname,
    party.name_prefix,
    party.organisation_name,
    party.birth_on,
    party.sex,
    party.tax_id,
    party.national_id,
    party.website,
    email.value as email,
    phone.value as phone,
    address.street,
    address.city,
    address.region,
    address.postal_code,
    coalesce(address.country, setting.country) as country
from party
cross join setting
left join email on party.source = email.source and party.party_key = email.party_key
left join phone on party.source = phone.source and party.party_key = phone.party_key
left join address on party.source = address.source and party.party_key = address.party_key
