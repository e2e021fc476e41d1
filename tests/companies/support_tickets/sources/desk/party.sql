-- One row a name under an e-mail: 139 addresses stand with two to four names.
with ticket as (select * from desk.ticket)
select
  lower(email) || ' ' || customer_name as party_key,
  'person' as party_type,
  min(customer_name) as full_name
from ticket
group by lower(email) || ' ' || customer_name
