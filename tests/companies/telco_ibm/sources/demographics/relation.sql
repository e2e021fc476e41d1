-- One row a customer of this file, who is the one of the base file with the same key.
with person as (select * from demographics.person)
select customer_id as party_key, 'same_as' as relation, 'crm' as related_source, customer_id as related_key
from person
