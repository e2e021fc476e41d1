-- One row a contact person's place in an organisation.
with customer as (select * from trade.customer)
select customerID || '/contact' as party_key, 'works_for' as relation, customerID as related_key
from customer
where contactName is not null
