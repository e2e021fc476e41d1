-- One row a customer of this file.
with person as (select * from demographics.person)
select customer_id as party_key, 'person' as party_type, true as is_distinct,
  lower(gender) as sex, has_dependents, dependents as children, case when is_married then 'married' else 'not married' end as marital_status
from person
