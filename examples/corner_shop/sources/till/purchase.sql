-- One row a receipt of the till; goods brought back are refunds. A card names its holder, who is a member of loyalty.
with receipt as (select * from till.receipt)
select
  receipt_id as purchase_key,
  'loyalty' as party_source,
  card_no as party_key,
  case when amount < 0 then 'refund' else 'sale' end as kind,
  paid_at as occurred_at,
  channel,
  abs(amount) as amount,
  clerk as employee
from receipt
