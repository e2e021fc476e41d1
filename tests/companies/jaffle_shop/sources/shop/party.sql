-- One row a customer; the family name is only an initial.
with customer as (select * from shop.customer)
select id as party_key, 'person' as party_type, 'consumer' as customer_kind, first_name as given_name, last_name as surname,
  first_name || ' ' || last_name as full_name
from customer
