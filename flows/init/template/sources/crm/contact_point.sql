-- One row a phone, an e-mail or a city of a customer.
select
  customer_no as party_key,
  'phone' as contact_type,
  mobile as value,
  null as city
from crm.customer
where mobile is not null
union all
select
  customer_no as party_key,
  'email' as contact_type,
  email as value,
  null as city
from crm.customer
where email is not null
union all
select
  customer_no as party_key,
  'address' as contact_type,
  null as value,
  city
from crm.customer
where city is not null
