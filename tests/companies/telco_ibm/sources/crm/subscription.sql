-- One row a contract as the CRM knows it.
with customer as (select * from crm.customer)
select customer_id as subscription_key, customer_id as party_key, lower(contract) as term,
  case when is_churned then 'cancelled' else 'active' end as status, tenure as tenure_months, monthly_charges as monthly_amount
from customer
