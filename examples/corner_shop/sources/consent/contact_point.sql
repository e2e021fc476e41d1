-- One row the e-mail of somebody who consented or refused.
with consent as (select * from consent.consent)
select lower(trim(email)) as party_key, 'email' as contact_type, lower(trim(email)) as value
from consent
group by lower(trim(email))
