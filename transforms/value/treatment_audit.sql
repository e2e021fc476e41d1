-- One row a customer that has bought: what it is given, in service and in discounts, beside what it brings.
with
setting as (select today from ops.setting),
customer as (
    select
        customer_id,
        value_tier,
        cost_to_serve_12m,
        cast(profit_12m + cost_to_serve_12m as decimal(18, 4)) as margin_12m
    from value.customer_value
    where value_tier is not null or cost_to_serve_12m > 0
),
discount as (
    select
        purchase.customer_id,
        sum(line.list_amount) as list_amount,
        sum(line.list_amount - line.amount) as discount
    from core.purchase_line as line
    cross join setting
    inner join value.purchase as purchase
        on line.source = purchase.source and line.purchase_key = purchase.purchase_key
    where
        line.list_amount > 0
        and purchase.occurred_on <= setting.today
        and date_diff('day', cast(purchase.occurred_on as date), cast(setting.today as date)) < 365
    group by purchase.customer_id
),
contact as (
    select met.customer_id, count(*) as contacts
    from relationship.contact as met
    cross join setting
    where
        met.customer_id is not null
        and date_diff('day', cast(met.occurred_on as date), cast(setting.today as date)) < 365
    group by met.customer_id
),
given as (
    select
        customer.*,
        coalesce(contact.contacts, 0) as contacts_12m,
        cast(discount.discount as double) / cast(discount.list_amount as double) as discount_share
    from customer
    left join contact on customer.customer_id = contact.customer_id
    left join discount on customer.customer_id = discount.customer_id
),
company as (
    select
        sum(cost_to_serve_12m) as cost,
        cast(sum(cost_to_serve_12m) as double) / nullif(count(*), 0) as mean_cost,
        cast(sum(cost_to_serve_12m) as double)
        / nullif(cast(sum(case when margin_12m > 0 then margin_12m end) as double), 0) as usual_share
    from given
)
select
    given.customer_id,
    given.value_tier,
    given.margin_12m,
    given.cost_to_serve_12m,
    given.contacts_12m,
    given.discount_share,
    case when given.margin_12m > 0 then cast(given.cost_to_serve_12m as double) / cast(given.margin_12m as double) end
        as cost_share,
    company.usual_share as usual_cost_share,
    case
        when company.cost <= 0 then 'untold'
        when given.cost_to_serve_12m > greatest(given.margin_12m, 0) then 'costs_more_than_it_brings'
        when
            coalesce(given.value_tier, 'none') not in ('top', 'rising')
            and cast(given.cost_to_serve_12m as double) > 2 * company.usual_share * cast(given.margin_12m as double)
            then 'over_served'
        when
            given.value_tier = 'top'
            and 2 * cast(given.cost_to_serve_12m as double) < company.usual_share * cast(given.margin_12m as double)
            then 'under_served'
        else 'as_worth'
    end as verdict
from given
cross join company
