-- One row a customer who came because another one told them.
with customer as (select * from crm.customer)
select
  referred_by as party_key,
  customer_no as referred_key,
  1 as referrals,
  customer_since as referred_on,
  coalesce(acquisition_channel <> 'lead_list', true) as is_converted
from customer
where referred_by is not null
