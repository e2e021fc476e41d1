-- One row a receipt.
select
  receipt_no as purchase_key,
  'crm' as party_source,
  customer_no as party_key,
  'sale' as kind,
  paid_at as occurred_at,
  'store' as channel,
  amount
from till.receipt
