-- One row the e-mail of each name.
with ticket as (select * from desk.ticket)
select lower(email) || ' ' || customer_name as party_key, 'email' as contact_type, min(lower(email)) as value
from ticket
group by lower(email) || ' ' || customer_name
