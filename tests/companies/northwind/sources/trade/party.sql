-- One row an organisation, one a contact person of it, and one a name on a parcel that is written otherwise.
with customer as (select * from trade.customer),

parcel as (
  select p.customerID, p.shipName, min(p.orderID) as first_order
  from trade.purchase as p
  inner join trade.customer as c on p.customerID = c.customerID
  where p.shipName <> c.companyName
  group by p.customerID, p.shipName
)

select customerID as party_key, 'organisation' as party_type, 'enterprise' as customer_kind, companyName as organisation_name,
  null as full_name, null as position
from customer
union all
select customerID || '/contact', 'person', null, null, contactName, contactTitle
from customer
where contactName is not null
union all
select customerID || '/parcel/' || first_order, 'organisation', 'enterprise', shipName, null, null
from parcel
