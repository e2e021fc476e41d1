-- One row an order; its lines say what was paid.
with purchase as (select * from trade.purchase)
select orderID as purchase_key, customerID as party_key, 'sale' as kind, orderDate as occurred_at, employeeID as employee
from purchase
