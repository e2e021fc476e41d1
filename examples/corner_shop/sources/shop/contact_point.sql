-- One row an e-mail or a phone of an account.
with account as (select * from shop.account)
select account_id as party_key, 'email' as contact_type, email as value, updated_at
from account
where email is not null
union all
select account_id, 'phone', phone, updated_at
from account
where phone is not null
