-- One row a fact of the golden record that no source has told again for longer than its field allows.
with
setting as (select today, time_zone from ops.setting),
rule as (select field, review_after_days from identity.field_rule where review_after_days > 0),
told as (select customer_id, field, value, updated_at from identity.golden_field),
standing as (select customer_id, field, value from identity.golden_field where is_winner),
confirmed as (
    select
        standing.customer_id,
        standing.field,
        rule.review_after_days,
        {{ company_day('max(told.updated_at)') }} as confirmed_on
    from standing
    cross join setting
    inner join rule on standing.field = rule.field
    inner join told
        on
            standing.customer_id = told.customer_id
            and standing.field = told.field
            and standing.value = told.value
    group by standing.customer_id, standing.field, rule.review_after_days, setting.time_zone
),
aged as (
    select
        confirmed.*,
        date_diff('day', cast(confirmed.confirmed_on as date), cast(setting.today as date)) as days_since
    from confirmed
    cross join setting
)
select customer_id, field, confirmed_on, days_since, review_after_days
from aged
where confirmed_on is null or days_since > review_after_days
