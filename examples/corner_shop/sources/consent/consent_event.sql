-- One row a consent given, refused or withdrawn.
with consent as (select * from consent.consent)
select
  lower(trim(email)) as party_key,
  purpose,
  granted as is_granted,
  basis,
  evidence,
  valid_from,
  recorded_at
from consent
