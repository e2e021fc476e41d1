-- One row a contact person's place in an organisation, and one a name on a parcel: the order says whose parcel it is.
with customer as (select * from trade.customer),

parcel as (
  select p.customerID, p.shipName, min(p.orderID) as first_order
  from trade.purchase as p
  inner join trade.customer as c on p.customerID = c.customerID
  where p.shipName <> c.companyName
  group by p.customerID, p.shipName
)

select customerID || '/contact' as party_key, 'works_for' as relation, customerID as related_key
from customer
where contactName is not null
union all
select customerID || '/parcel/' || first_order, 'same_as', customerID
from parcel
