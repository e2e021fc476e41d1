-- One row a customer; the external id is offered as what it claims to be, a number of the person.
with customer as (select * from stripe.customer)
select id as party_key, 'person' as party_type, 'consumer' as customer_kind, name as full_name,
  regexp_extract(metadata, '"external_id":"([^"]+)"', 1) as national_id, created as updated_at
from customer
