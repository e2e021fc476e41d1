-- One row a rating of a closed ticket, 1 to 5.
with ticket as (select * from desk.ticket)
select
  ticket_id as answer_key,
  lower(email) || ' ' || customer_name as party_key,
  'customer' as respondent,
  '2023-06' as wave,
  cast(resolved_at as date) as answered_on,
  'csat' as instrument,
  'ticket ' || ticket_id as item,
  'satisfaction' as aspect,
  rating as score,
  1 as scale_low,
  5 as scale_high
from ticket
where rating is not null
