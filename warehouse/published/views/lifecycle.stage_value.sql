-- One row a stage: customers and what the next twelve months should bring. Its customers are those of the life cycle.
with life_cycle as (select * from lifecycle.lifecycle),

expected as (select * from value.clv)

select
    life_cycle.stage,
    count(*) as customers,
    sum(expected.clv_12m) as clv_12m
from life_cycle
left join expected on life_cycle.customer_id = expected.customer_id
group by life_cycle.stage
