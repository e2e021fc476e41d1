-- One row a customer who bought something with a list price, and what was taken off it.
with
purchase as (select customer_id, source, purchase_key from value.purchase where customer_id is not null),
line as (select source, purchase_key, list_amount, amount from core.purchase_line where list_amount > 0)
select
    purchase.customer_id,
    sum(line.list_amount - line.amount) as discount_amount,
    cast(sum(line.list_amount - line.amount) as double) / cast(sum(line.list_amount) as double) as discount_share
from purchase
inner join line on purchase.source = line.source and purchase.purchase_key = line.purchase_key
group by purchase.customer_id
