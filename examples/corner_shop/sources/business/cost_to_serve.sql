-- One row a cost of serving an organisation, or a private customer whom the CRM knows.
with cost as (select * from business.service_cost)
select
  case when org_no is null then 'crm' end as party_source,
  coalesce(org_no, customer_no) as party_key,
  occurred_on,
  cost_type,
  amount
from cost
