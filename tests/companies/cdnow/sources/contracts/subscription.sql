-- One row a contract by the year: those lost in a year first, then those that still stood.
with renewal as (select * from contracts.renewal)
select
  'K' || cast(year as varchar) || '-' || cast(place as varchar) as subscription_key,
  'K' || cast(year as varchar) || '-' || cast(place as varchar) as party_key,
  'one year' as term,
  case when place < lost then 'ended' else 'active' end as status,
  12 * year as tenure_months
from (select year, lost, unnest(range(lost + kept)) as place from renewal) as held
