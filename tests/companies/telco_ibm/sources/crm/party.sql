-- One row a customer of the base file. The key stands for one person in all five files.
with customer as (select * from crm.customer)
select customer_id as party_key, 'person' as party_type, 'consumer' as customer_kind, lower(gender) as sex, has_dependents,
  true as is_distinct
from customer
