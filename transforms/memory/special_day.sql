-- One row a customer and a day that comes round every year: the next time from today on, and how many years it will be.
-- Who was born on 29 February has a birthday on the 28th in other years.
with
setting as (select today, year(today) as this_year from ops.setting),
origin as (
    select customer_id, 'birthday' as kind, 'birthday' as name, birth_on as origin_on
    from identity.customer
    where birth_on is not null and party_type = 'person'
    union all
    select
        record.customer_id, 'contract_anniversary', concat(contract.source, ' ', contract.subscription_key),
        min(contract.started_on)
    from core.subscription as contract
    inner join identity.record as record
        on record.source = coalesce(contract.party_source, contract.source) and contract.party_key = record.party_key
    where contract.started_on is not null and contract.status in ('joined', 'active')
    group by record.customer_id, contract.source, contract.subscription_key
    union all
    select customer_id, 'first_purchase', 'first purchase', first_on
    from value.summary
),
turn as (
    select
        origin.*,
        setting.today,
        greatest(
            setting.this_year
            + case
                when 100 * month(origin_on) + day(origin_on) >= 100 * month(setting.today) + day(setting.today) then 0
                else 1
            end,
            year(origin_on) + 1
        ) as next_year
    from origin
    cross join setting
),
dated as (
    select
        *,
        make_date(
            next_year,
            month(origin_on),
            case
                when
                    month(origin_on) = 2
                    and day(origin_on) = 29
                    and (next_year % 4 <> 0 or (next_year % 100 = 0 and next_year % 400 <> 0))
                    then 28
                else day(origin_on)
            end
        ) as next_on
    from turn
)
select
    customer_id, kind, name, origin_on, next_on,
    date_diff('day', cast(today as date), cast(next_on as date)) as days_ahead,
    next_year - year(origin_on) as years
from dated
