-- One row a phone, e-mail or address of an organisation or of a contact person.
with organisation as (select * from business.organisation),

person as (select * from business.contact_person)

select org_no as party_key, 'phone' as contact_type, phone as value, null as street, null as city, null as region,
  null as postal_code, updated_at
from organisation
where phone is not null
union all
select org_no, 'address', null, street, city, province, postcode, updated_at
from organisation
where coalesce(street, city, province, postcode) is not null
union all
select contact_no, 'phone', phone, null, null, null, null, updated_at
from person
where phone is not null
union all
select contact_no, 'email', email, null, null, null, null, updated_at
from person
where email is not null
