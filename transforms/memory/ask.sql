-- One row a time that a customer was asked for a preference, and since when it was known then: known and unexpired
-- means that a goldfish asked. What was learned on the day of the asking is the answer, not a memory.
with
ask as (select * from core.preference_ask),
record as (select source, party_key, customer_id from identity.record),
setting as (select time_zone from ops.setting),
asked as (
    select
        record.customer_id, ask.preference, ask.source, ask.asked_at,
        {{ company_day('ask.asked_at') }} as asked_on,
        min(ask.channel) as channel,
        min(ask.employee) as employee
    from ask
    cross join setting
    inner join record
        on record.source = coalesce(ask.party_source, ask.source) and ask.party_key = record.party_key
    group by record.customer_id, ask.preference, ask.source, ask.asked_at, setting.time_zone
)
select
    asked.customer_id, asked.preference, asked.source, asked.asked_at, asked.asked_on, asked.channel,
    asked.employee,
    min(preference.stated_on) as known_since_on,
    min(preference.stated_on) is not null as is_goldfish
from asked
left join memory.preference as preference
    on
        asked.customer_id = preference.customer_id
        and asked.preference = preference.preference
        and asked.asked_on > preference.stated_on
        and coalesce(preference.expires_on, asked.asked_on) >= asked.asked_on
group by
    asked.customer_id, asked.preference, asked.source, asked.asked_at, asked.asked_on, asked.channel, asked.employee
