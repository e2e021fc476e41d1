-- One row a person of the CRM.
with customer as (select * from crm.customer)
select
  customer_no as party_key,
  'person' as party_type,
  'consumer' as customer_kind,
  coalesce(acquisition_channel = 'lead_list', false) as is_prospect,
  'customer' as market,
  name as full_name,
  birthday as birth_on,
  case when gender in ('女', 'F', 'f', 'female', '女士') then 'female' when gender in ('男', 'M', 'm', 'male', '先生') then 'male' end as sex,
  marital_status,
  children,
  occupation as position,
  income_band,
  customer_since as acquired_on,
  acquisition_channel,
  acquisition_cost,
  updated_at
from customer
