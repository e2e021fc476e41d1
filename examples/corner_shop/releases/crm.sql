-- One row a customer with an e-mail; value in tens, or every row would change every night.
select
  c.customer_id,
  c.full_name,
  c.email,
  c.phone,
  c.city,
  l.stage,
  v.value_tier,
  cast(round(e.clv_12m, -1) as bigint) as clv_12m
from identity.customer as c
left join lifecycle.lifecycle as l on c.customer_id = l.customer_id
left join value.customer_value as v on c.customer_id = v.customer_id
left join value.clv as e on c.customer_id = e.customer_id
where c.email is not null
