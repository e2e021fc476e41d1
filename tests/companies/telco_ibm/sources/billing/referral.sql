-- One row a customer who brought others.
with service as (select * from billing.service)
select customer_id as party_key, referrals
from service
where referrals > 0
