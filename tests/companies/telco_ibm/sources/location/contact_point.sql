-- One row the home of a customer.
with home as (select * from location.home)
select customer_id as party_key, 'address' as contact_type, city, state as region, zip_code as postal_code, country
from home
