-- One row a donor; the paper tells how many gave alike, not who.
with gift as (select * from donors.gift)
select
  'D' || cast(gifts as varchar) || '-' || cast(last_year as varchar) || '-' || cast(place as varchar) as party_key,
  'person' as party_type,
  'consumer' as customer_kind
from (select gifts, last_year, unnest(range(donors)) as place from gift) as donor
