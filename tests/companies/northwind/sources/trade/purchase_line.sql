-- One row a line: units times price, less the discount, to the hundredth of a cent.
with line as (select * from trade.line),

product as (select * from trade.product)

select
  line.orderID as purchase_key,
  line.productID as line_key,
  product.productName as product,
  product.categoryID as category,
  line.quantity,
  line.quantity * line.unitPrice as list_amount,
  line.quantity * line.unitPrice * (1 - line.discount) as amount
from line
left join product on line.productID = product.productID
