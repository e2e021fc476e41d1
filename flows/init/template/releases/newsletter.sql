-- One row a customer with an e-mail.
select
  customer_id,
  full_name,
  email
from identity.customer
where email is not null
