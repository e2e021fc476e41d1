-- One row a holder of a contract.
with renewal as (select * from contracts.renewal)
select
  'K' || cast(year as varchar) || '-' || cast(place as varchar) as party_key,
  'person' as party_type,
  'consumer' as customer_kind
from (select year, unnest(range(lost + kept)) as place from renewal) as holder
