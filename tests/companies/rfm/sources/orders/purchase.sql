-- One row an order; equal orders of one customer on one day are counted apart.
with purchase as (select * from orders.purchase),

numbered as (
  select *, row_number() over (partition by customer_id, order_date, revenue order by email) as copy
  from purchase
)

select
  customer_id || ' ' || order_date || ' ' || revenue || ' ' || copy as purchase_key,
  customer_id as party_key,
  'sale' as kind,
  order_date as occurred_at,
  revenue as amount
from numbered
