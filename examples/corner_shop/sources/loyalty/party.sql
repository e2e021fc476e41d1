-- One row a holder of a loyalty card.
with member as (select * from loyalty.member)
select
  card_no as party_key,
  'person' as party_type,
  'consumer' as customer_kind,
  member_name as full_name,
  birthday as birth_on,
  joined_on as acquired_on,
  'loyalty' as acquisition_channel,
  updated_at
from member
