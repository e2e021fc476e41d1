-- One row a gift: the first in year 0, the last in its year, those between in the years after the first, which the
-- model does not tell apart. The paper's years 1995 to 2001 are told as 1990 to 1996, before the night of the sample.
with gift as (select * from donors.gift),

donor as (
  select
    'D' || cast(gifts as varchar) || '-' || cast(last_year as varchar) || '-' || cast(place as varchar) as party_key,
    gifts,
    last_year
  from (select gifts, last_year, unnest(range(donors)) as place from gift) as numbered
),

given as (
  select
    party_key,
    case when place > 0 and place = gifts then last_year else place end as occasion
  from (select party_key, gifts, last_year, unnest(range(gifts + 1)) as place from donor) as numbered
)

select
  party_key || ' ' || cast(occasion as varchar) as purchase_key,
  party_key,
  'sale' as kind,
  cast(cast(1990 + occasion as varchar) || '-12-31' as timestamp) as occurred_at,
  1990 + occasion as occasion
from given
