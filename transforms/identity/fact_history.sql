-- One row a belief about a customer: from which day on a field had a value, and on which nights that was believed.
-- A value that begins later than the one before leaves it standing for its own time. One that begins no later, a late
-- fact or a correction, takes the place of every belief from that day on, which ends tonight and is not rewritten.
with
setting as (select today, time_zone from ops.setting),
before as (select * from last_night.identity.fact_history),
won as (
    select
        golden_field.customer_id,
        golden_field.field,
        min(golden_field.value) as value,
        least(
            coalesce(
                {{ company_day('min(golden_field.updated_at)') }},
                setting.today
            ),
            setting.today
        ) as valid_from
    from identity.golden_field as golden_field
    cross join setting
    where golden_field.is_winner
    group by golden_field.customer_id, golden_field.field, setting.today, setting.time_zone
),
ranked as (
    select
        *,
        row_number() over (partition by customer_id, field order by valid_from desc, recorded_from desc) as place
    from before
    where recorded_to is null
),
standing as (select customer_id, field, value, valid_from from ranked where place = 1),
changed as (
    select
        coalesce(won.customer_id, standing.customer_id) as customer_id,
        coalesce(won.field, standing.field) as field,
        won.value,
        coalesce(won.valid_from, setting.today) as valid_from
    from won
    full outer join standing on won.customer_id = standing.customer_id and won.field = standing.field
    cross join setting
    where
        standing.customer_id is null
        or (won.value is null and standing.value is not null)
        or won.value <> standing.value
        or (won.value is not null and standing.value is null)
        or won.valid_from < standing.valid_from
)
select
    before.customer_id,
    before.field,
    before.value,
    before.valid_from,
    before.recorded_from,
    case
        when before.recorded_to is null and before.valid_from >= changed.valid_from then setting.today
        else before.recorded_to
    end as recorded_to
from before
cross join setting
left join changed on before.customer_id = changed.customer_id and before.field = changed.field
union all
select changed.customer_id, changed.field, changed.value, changed.valid_from, setting.today, cast(null as date)
from changed
cross join setting
