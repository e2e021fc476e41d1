-- One row a phone, a fax and an address of an organisation, and an address of a parcel.
with customer as (select * from trade.customer),

parcel as (
  select p.customerID, p.shipName, min(p.orderID) as first_order
  from trade.purchase as p
  inner join trade.customer as c on p.customerID = c.customerID
  where p.shipName <> c.companyName
  group by p.customerID, p.shipName
)

select customerID as party_key, 'phone' as contact_type, phone as value, null as street, null as city, null as region,
  null as postal_code, null as country
from customer
where phone is not null
union all
select customerID, 'address', null, address, city, region, postalCode, country
from customer
union all
select parcel.customerID || '/parcel/' || parcel.first_order, 'address', null, p.shipAddress, p.shipCity, p.shipRegion,
  p.shipPostalCode, p.shipCountry
from parcel
inner join trade.purchase as p on parcel.first_order = p.orderID
