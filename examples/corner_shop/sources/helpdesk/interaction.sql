-- One row a contact: a moment of truth.
with contact as (
  select *, lower(trim(coalesce(email, ''))) || '|' || trim(coalesce(phone, '')) || '|' || trim(coalesce(name, '')) as party_key
  from helpdesk.contact
)
select
  contact_id as interaction_key,
  nullif(party_key, '||') as party_key,
  occurred_at,
  channel,
  direction,
  employee,
  topic,
  episode,
  step,
  score,
  topic = 'complaint' as is_complaint,
  first_response_at,
  resolved_at,
  note
from contact
