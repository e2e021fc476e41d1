-- One row an account of the web shop.
with account as (select * from shop.account)
select
  account_id as party_key,
  'person' as party_type,
  'consumer' as customer_kind,
  full_name,
  cast((created_at at time zone 'UTC') at time zone 'Asia/Shanghai' as date) as acquired_on,
  'web_shop' as acquisition_channel,
  updated_at
from account
