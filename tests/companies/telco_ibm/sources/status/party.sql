-- One row a customer of this file.
with standing as (select * from status.standing)
select customer_id as party_key, 'person' as party_type, true as is_distinct
from standing
