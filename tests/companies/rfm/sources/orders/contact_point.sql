-- One row an e-mail of a customer.
with purchase as (select * from orders.purchase)
select customer_id as party_key, 'email' as contact_type, max(email) as value
from purchase
where email is not null
group by customer_id
