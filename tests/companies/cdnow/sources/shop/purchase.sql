-- One row a purchase; equal purchases of one customer on one day are counted apart.
with purchase as (select * from shop.purchase),

field as (
  select
    substr(line, 7, 4) as party_key,
    cast(
      substr(line, 12, 4) || '-' || substr(line, 16, 2) || '-' || substr(line, 18, 2) as date
    ) as occurred_on,
    cast(trim(substr(line, 21, 2)) as integer) as discs,
    cast(trim(substr(line, 24, 7)) as decimal(18, 4)) as amount
  from purchase
),

numbered as (
  select *, row_number() over (partition by party_key, occurred_on order by amount, discs) as place
  from field
)

select
  party_key || ' ' || cast(occurred_on as varchar) || ' ' || cast(place as varchar) as purchase_key,
  party_key,
  'sale' as kind,
  occurred_on as occurred_at,
  amount
from numbered
