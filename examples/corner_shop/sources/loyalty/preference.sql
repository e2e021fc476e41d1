-- One row a preference of a card holder.
with preference as (select * from loyalty.preference)
select card_no as party_key, key as preference, value, stated_or_observed as how, stated_on, expires_on
from preference
