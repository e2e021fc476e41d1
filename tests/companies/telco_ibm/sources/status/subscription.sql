-- One row a contract with its standing at the end of the quarter.
with standing as (select * from status.standing)
select customer_id as subscription_key, customer_id as party_key,
  case customer_status when 'Joined' then 'joined' when 'Churned' then 'cancelled' else 'active' end as status,
  churn_reason as end_reason
from standing
