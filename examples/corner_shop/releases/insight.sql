-- One row a customer who is a person.
select
  c.customer_id,
  c.sex,
  c.city,
  l.stage,
  v.value_tier
from identity.customer as c
left join lifecycle.lifecycle as l on c.customer_id = l.customer_id
left join value.customer_value as v on c.customer_id = v.customer_id
where c.party_type = 'person'
