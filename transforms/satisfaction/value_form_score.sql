-- One row a customer, segment, wave and form of value: how much it matters, how we do, and how satisfied the customer
-- is on the whole.
with
answer as (
    select * from satisfaction.answer where instrument = 'value_form' and points is not null
),
segment as (
    select customer_id, 'all' as segment from identity.customer
    union all
    select customer_id, segment from segment.segment_match where segment <> 'all'
),
overall as (
    select customer_id, wave, value from satisfaction.satisfaction where measure = 'csat'
),
form as (
    select
        customer_id, wave, item,
        max(case when aspect = 'importance' then points end) as importance,
        max(case when aspect = 'performance' then points end) as performance
    from answer
    group by customer_id, wave, item
)
select
    form.customer_id, segment.segment, form.wave,
    form.item as form,
    form.importance, form.performance,
    overall.value as overall
from form
inner join segment on form.customer_id = segment.customer_id
left join overall on form.customer_id = overall.customer_id and form.wave = overall.wave
