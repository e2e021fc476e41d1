-- One row a paid purchase of the web shop, and one a refund.
with purchase as (select * from shop.purchase),

refund as (select * from shop.refund)

select
  'P' || purchase_id as purchase_key,
  cast(account_id as varchar) as party_key,
  'sale' as kind,
  null as refund_of,
  ordered_at as occurred_at,
  'web' as channel,
  null as amount,
  currency
from purchase
where status = 'paid'
union all
select 'R' || r.refund_id, cast(p.account_id as varchar), 'refund', 'P' || r.purchase_id, r.refunded_at, 'web', r.amount, p.currency
from refund as r
inner join purchase as p on r.purchase_id = p.purchase_id
