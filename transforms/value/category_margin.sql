-- One row a category of products whose lines tell their cost: the share of its sales that is margin.
with
line as (select category, amount, cost from core.purchase_line),
known as (
    select category, count(*) as lines, sum(amount) as amount, sum(cost) as cost
    from line
    where category is not null and cost is not null and amount > 0
    group by category
)
select
    category,
    lines,
    cast(amount as decimal(18, 4)) as amount,
    cast(cost as decimal(18, 4)) as cost,
    cast(round(cast(amount - cost as double) / cast(amount as double), 6) as decimal(9, 6)) as margin_share
from known
