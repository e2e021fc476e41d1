-- One row a contract as billing knows it, with what it brought.
with service as (select * from billing.service)
select customer_id as subscription_key, customer_id as party_key, lower(contract) as term,
  tenure as tenure_months, monthly_charge as monthly_amount, total_revenue as total_amount
from service
