-- One row a ticket. When it came in is not told: the first response stands for it, else the last moment of the file.
with ticket as (select * from desk.ticket)
select
  ticket_id as interaction_key,
  lower(email) || ' ' || customer_name as party_key,
  coalesce(first_response_at, timestamp '2023-06-02 00:00:00') as occurred_at,
  lower(channel) as channel,
  'inbound' as direction,
  kind as topic,
  first_response_at,
  resolved_at,
  description as note
from ticket
