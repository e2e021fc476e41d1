-- One row a line of a purchase that was paid.
with line as (select * from shop.purchase_line),

purchase as (select * from shop.purchase)

select
  'P' || line.purchase_id as purchase_key,
  cast(line.line_number as varchar) as line_key,
  line.product,
  line.category,
  line.quantity,
  line.quantity * line.unit_price as list_amount,
  line.quantity * line.unit_price - coalesce(line.discount, 0) as amount,
  line.quantity * line.unit_cost as cost
from line
inner join purchase on line.purchase_id = purchase.purchase_id
where purchase.status = 'paid'
