-- One row a way to reach a customer, whichever records tell it.
with
record as (select source, party_key, customer_id from identity.record),
contact as (select * from identity.record_contact)
select
    record.customer_id, contact.contact_type, contact.value,
    contact.street, contact.city, contact.region, contact.postal_code, contact.country,
    count(*) as records,
    max(contact.updated_at) as updated_at
from contact
inner join record on contact.source = record.source and contact.party_key = record.party_key
group by
    record.customer_id, contact.contact_type, contact.value,
    contact.street, contact.city, contact.region, contact.postal_code, contact.country
