-- One row an e-mail that consented or refused.
with consent as (select * from consent.consent)
select lower(trim(email)) as party_key, 'person' as party_type
from consent
group by lower(trim(email))
