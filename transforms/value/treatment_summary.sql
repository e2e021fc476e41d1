-- One row a value tier: what its customers are given a head, beside what they bring, and whether favours are for all.
with
audit as (select * from value.treatment_audit),
tier as (
    select
        coalesce(value_tier, 'none') as value_tier,
        count(*) as customers,
        sum(margin_12m) as margin_12m,
        sum(cost_to_serve_12m) as cost_to_serve_12m,
        sum(contacts_12m) as contacts_12m,
        avg(discount_share) as discount_share,
        sum(case when verdict = 'over_served' then 1 else 0 end) as over_served,
        sum(case when verdict = 'under_served' then 1 else 0 end) as under_served,
        sum(case when verdict = 'costs_more_than_it_brings' then 1 else 0 end) as costly
    from audit
    group by coalesce(value_tier, 'none')
),
company as (
    select
        sum(margin_12m) as margin_12m,
        sum(cost_to_serve_12m) as cost_to_serve_12m,
        max(case when value_tier = 'top' then discount_share end) as top_discount_share
    from tier
)
select
    tier.value_tier,
    tier.customers,
    cast(tier.margin_12m as decimal(18, 4)) as margin_12m,
    cast(tier.cost_to_serve_12m as decimal(18, 4)) as cost_to_serve_12m,
    case when company.margin_12m > 0 then cast(tier.margin_12m as double) / cast(company.margin_12m as double) end
        as margin_share,
    case
        when company.cost_to_serve_12m > 0
            then cast(tier.cost_to_serve_12m as double) / cast(company.cost_to_serve_12m as double)
    end as cost_share,
    cast(tier.contacts_12m as double) / tier.customers as contacts_per_customer,
    tier.discount_share,
    tier.over_served,
    tier.under_served,
    tier.costly,
    case
        when tier.value_tier = 'top' or tier.discount_share is null or company.top_discount_share is null then null
        else tier.discount_share >= company.top_discount_share and tier.discount_share > 0
    end as has_the_favours_of_the_best
from tier
cross join company
