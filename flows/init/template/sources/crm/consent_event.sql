-- One row what a customer said about e-mail when registering.
select
  customer_no as party_key,
  'marketing_email' as purpose,
  may_mail as is_granted,
  'consent' as basis,
  cast(registered_on as timestamp) as valid_from,
  cast(registered_on as timestamp) as recorded_at
from crm.customer
