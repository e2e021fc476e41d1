-- One row a preference of a customer as it was learned, and whether it is the one that holds today: the newest
-- unexpired, stated before observed.
with
preference as (select * from core.preference),
record as (select source, party_key, customer_id from identity.record),
setting as (select today, preference_half_life_days from ops.setting),
learned as (
    select
        record.customer_id, preference.source, preference.preference, preference.value, preference.how,
        preference.stated_on,
        max(coalesce(preference.expires_on, date '9999-12-31')) as last_day
    from preference
    inner join record
        on
            record.source = coalesce(preference.party_source, preference.source)
            and preference.party_key = record.party_key
    group by
        record.customer_id, preference.source, preference.preference, preference.value, preference.how,
        preference.stated_on
),
aged as (
    select
        learned.*,
        learned.last_day >= setting.today as is_unexpired,
        date_diff('day', cast(learned.stated_on as date), cast(setting.today as date)) as age_days,
        setting.preference_half_life_days
    from learned
    cross join setting
),
placed as (
    select
        *,
        row_number() over (
            partition by customer_id, preference, is_unexpired
            order by case how when 'stated' then 0 else 1 end, stated_on desc, value, source
        ) as place
    from aged
)
select
    customer_id, source, preference, value, how, stated_on,
    nullif(last_day, date '9999-12-31') as expires_on,
    age_days,
    round(pow(0.5, cast(age_days as double) / preference_half_life_days), 6) as freshness,
    is_unexpired,
    is_unexpired and place = 1 as is_current
from placed
