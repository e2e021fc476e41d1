-- One row a time that a card holder was asked.
with ask as (select * from loyalty.ask)
select card_no as party_key, key as preference, asked_at, channel, employee
from ask
