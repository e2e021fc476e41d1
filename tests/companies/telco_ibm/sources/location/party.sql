-- One row a customer of this file.
with home as (select * from location.home)
select customer_id as party_key, 'person' as party_type, true as is_distinct
from home
