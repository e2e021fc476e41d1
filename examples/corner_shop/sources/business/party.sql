-- One row an organisation, and one a contact person of it.
with organisation as (select * from business.organisation),

person as (select * from business.contact_person)

select
  org_no as party_key,
  'organisation' as party_type,
  kind as customer_kind,
  market,
  legal_name as organisation_name,
  null as full_name,
  tax_id,
  null as position,
  industry,
  employees,
  year(founded_on) as founded_year,
  credit_grade,
  case when payment_terms_days is not null then payment_terms_days || ' days' end as payment_terms,
  website,
  updated_at
from organisation
union all
select contact_no, 'person', null, null, null, name, null, position, null, null, null, null, null, null, updated_at
from person
