-- One row a contact.
with contact as (select * from hubspot.contact)
select id as party_key, 'person' as party_type, 'consumer' as customer_kind, property_firstname as given_name,
  property_lastname as surname, property_firstname || ' ' || property_lastname as full_name,
  property_created_at as updated_at
from contact
