-- One row a version of a customer. A version that still holds stays as it was; one that no longer does ends tonight,
-- also when the customer is gone; what is new or changed begins tonight.
with
setting as (select today from ops.setting),
before as (select * from last_night.identity.customer_history),

tonight as (
    select
        customer_id,
        {% for field in golden_fields %}
        {{ field.name }},
        {% endfor %}
        party_type
    from identity.customer
),

open_version as (
    select
        customer_id,
        {% for field in golden_fields %}
        {{ field.name }},
        {% endfor %}
        party_type
    from before
    where valid_to is null
),

kept as (
    select * from tonight
    intersect
    select * from open_version
)

select
    before.customer_id,
    before.valid_from,
    case when before.valid_to is null and kept.customer_id is null then setting.today else before.valid_to end
        as valid_to,
    {% for field in golden_fields %}
    before.{{ field.name }},
    {% endfor %}
    before.party_type
from before
cross join setting
left join kept on before.customer_id = kept.customer_id
union all
select
    tonight.customer_id,
    setting.today as valid_from,
    cast(null as date) as valid_to,
    {% for field in golden_fields %}
    tonight.{{ field.name }},
    {% endfor %}
    tonight.party_type
from tonight
cross join setting
where not exists (select 1 from kept where kept.customer_id = tonight.customer_id)
