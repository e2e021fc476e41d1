-- One row two cards of one household.
with member as (select card_no, household_no from loyalty.member where household_no is not null)
select a.card_no as party_key, 'household_of' as relation, b.card_no as related_key
from member as a
inner join member as b on a.household_no = b.household_no and a.card_no < b.card_no
