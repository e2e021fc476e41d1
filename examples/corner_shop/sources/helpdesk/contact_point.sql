-- One row an e-mail or a phone of somebody who called or wrote.
with contact as (
  select *, lower(trim(coalesce(email, ''))) || '|' || trim(coalesce(phone, '')) || '|' || trim(coalesce(name, '')) as party_key
  from helpdesk.contact
)
select party_key, 'email' as contact_type, max(trim(email)) as value, max(updated_at) as updated_at
from contact
where trim(email) <> ''
group by party_key
union all
select party_key, 'phone', max(trim(phone)), max(updated_at)
from contact
where trim(phone) <> ''
group by party_key
