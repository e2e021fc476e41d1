-- One row a customer of this file.
with service as (select * from billing.service)
select customer_id as party_key, 'person' as party_type, true as is_distinct
from service
