-- One row a contract of an organisation, or of a private customer whom the CRM knows.
with subscription as (select * from business.subscription)
select
  contract_no as subscription_key,
  case when org_no is null then 'crm' end as party_source,
  coalesce(org_no, customer_no) as party_key,
  product,
  contract_type as term,
  status,
  started_on,
  ended_on,
  renews_on,
  monthly_fee as monthly_amount,
  churn_reason as end_reason
from subscription
