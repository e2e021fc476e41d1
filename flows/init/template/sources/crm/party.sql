-- One row a customer of the list.
select
  customer_no as party_key,
  'person' as party_type,
  name as full_name,
  birth_on,
  registered_on as acquired_on
from crm.customer
