-- One row a field of the golden record: known, disputed and stale over customers.
with
rule as (select field, review_after_days from identity.field_rule),
size as (select count(*) as customers from identity.customer),
known as (select field, count(*) as known from identity.golden_field where is_winner group by field),
version as (
    select customer_id, field, value
    from identity.golden_field
    where rule not like '%placeholder%'
    group by customer_id, field, value
),
told_apart as (select customer_id, field from version group by customer_id, field having count(*) > 1),
disputed as (select field, count(*) as disputed from told_apart group by field),
stale as (select field, count(*) as stale from identity.stale_fact group by field)
select
    rule.field,
    size.customers,
    coalesce(known.known, 0) as known,
    cast(coalesce(known.known, 0) as double) / nullif(size.customers, 0) as completeness,
    coalesce(disputed.disputed, 0) as disputed,
    coalesce(stale.stale, 0) as stale,
    case
        when rule.review_after_days is not null
            then 1 - cast(coalesce(stale.stale, 0) as double) / nullif(known.known, 0)
    end as freshness
from rule
cross join size
left join known on rule.field = known.field
left join disputed on rule.field = disputed.field
left join stale on rule.field = stale.field
