-- One row a phone, an e-mail and an address of a CRM record.
with customer as (select * from crm.customer)
select customer_no as party_key, 'phone' as contact_type, mobile as value, null as street, null as city, null as region,
  null as postal_code, null as country, updated_at
from customer
where mobile is not null
union all
select customer_no, 'email', email, null, null, null, null, null, updated_at
from customer
where email is not null
union all
select customer_no, 'address', null, street, city, province, postcode, 'CN', updated_at
from customer
where coalesce(street, city, province, postcode) is not null
