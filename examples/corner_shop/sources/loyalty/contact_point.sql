-- One row a phone or an e-mail of a card holder.
with member as (select * from loyalty.member)
select card_no as party_key, 'phone' as contact_type, mobile as value, updated_at
from member
where mobile is not null
union all
select card_no, 'email', email, updated_at
from member
where email is not null
