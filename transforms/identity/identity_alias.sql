-- One row an id that a customer once had: ids merged away, followed to the customer of tonight. An id that is taken up
-- again after a split is an alias no more.
with
setting as (select today from ops.setting),
customer as (select distinct customer_id from identity.record),
merged as (
    select event.customer_id as alias_id, event.other_customer_id as customer_id, event.happened_on as since_on
    from identity.identity_event as event
    inner join setting on event.happened_on = setting.today
    where event.event = 'merged'
),
followed as (
    select alias.alias_id, coalesce(merged.customer_id, alias.customer_id) as customer_id, alias.since_on
    from last_night.identity.identity_alias as alias
    left join merged on alias.customer_id = merged.alias_id
    union all
    select alias_id, customer_id, since_on from merged
)
select followed.alias_id, followed.customer_id, followed.since_on
from followed
inner join customer on followed.customer_id = customer.customer_id
left join customer as revived on followed.alias_id = revived.customer_id
where revived.customer_id is null
