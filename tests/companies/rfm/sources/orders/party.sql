-- One row a customer.
with purchase as (select * from orders.purchase)
select customer_id as party_key, 'person' as party_type, 'consumer' as customer_kind, max(first_name) as given_name,
  max(last_name) as surname, customer_id as full_name
from purchase
group by customer_id
