-- One row an order with the sum of its payments in dollars. The published figures count returned orders too.
with purchase as (select * from shop.purchase),

paid as (select order_id, sum(amount) as cents from shop.payment group by order_id)

select
  purchase.id as purchase_key,
  purchase.user_id as party_key,
  'sale' as kind,
  purchase.order_date as occurred_at,
  cast(coalesce(paid.cents, 0) as decimal(18, 4)) / 100 as amount
from purchase
left join paid on purchase.id = paid.order_id
