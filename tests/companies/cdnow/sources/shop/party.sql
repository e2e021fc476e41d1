-- One row a customer of the sample.
with purchase as (select * from shop.purchase)
select distinct substr(line, 7, 4) as party_key, 'person' as party_type, 'consumer' as customer_kind
from purchase
