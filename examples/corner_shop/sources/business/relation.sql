-- One row a contact person's place in an organisation, and one a daughter of an organisation.
with organisation as (select * from business.organisation),

person as (select * from business.contact_person)

select contact_no as party_key, 'works_for' as relation, org_no as related_key
from person
union all
select contact_no, 'decides_for', org_no
from person
where decides
union all
select org_no, 'subsidiary_of', parent_org_no
from organisation
where parent_org_no is not null
