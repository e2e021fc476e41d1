-- One row a customer: the golden record, the winning value of each field.
with
won as (select customer_id, field, value from identity.golden_field where is_winner),
record as (select source, customer_id, party_type from identity.record),

golden as (
    select
        customer_id,
        {% for field in golden_fields %}
        max(case when field = '{{ field.name }}' then value end) as {{ field.name }}{{ ',' if not loop.last }}
        {% endfor %}
    from won
    group by customer_id
),

known_by as (
    select customer_id, source, max(party_type) as party_type, count(*) as records
    from record
    group by customer_id, source
),

known as (
    select customer_id, max(party_type) as party_type, sum(records) as records, count(*) as sources
    from known_by
    group by customer_id
)

select
    known.customer_id,
    known.party_type,
    {% for field in golden_fields %}
    {{ of_type(field, 'golden') }},
    {% endfor %}
    known.records,
    known.sources
from known
left join golden on known.customer_id = golden.customer_id
