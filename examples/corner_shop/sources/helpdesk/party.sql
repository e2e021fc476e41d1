-- One row a way in which somebody was written down at the help desk.
with contact as (
  select *, lower(trim(coalesce(email, ''))) || '|' || trim(coalesce(phone, '')) || '|' || trim(coalesce(name, '')) as party_key
  from helpdesk.contact
)
select
  party_key,
  'person' as party_type,
  'consumer' as customer_kind,
  max(name) as full_name,
  max(updated_at) as updated_at
from contact
where party_key <> '||'
group by party_key
