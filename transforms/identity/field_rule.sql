-- One row a field of the golden record: how its value is chosen, and after how many days it is to be confirmed.
-- A name is told by most records, since each source writes it its own way; an address is the newest, taken whole.
-- A company may choose another strategy for a group.
with
setting as (
    select ',' || replace(golden_strategies, ' ', '') || ',' as golden_strategies, trusted_sources
    from ops.setting
),

usual as (
    select *
    from (
        values
        {% for field in golden_fields %}
        ({{ literals(
            field.name, field.field_group, is_lead(field), field.strategy, field.suspect_kind, field.review_after_days
        ) }}){{ ',' if not loop.last }}
        {% endfor %}
    ) as told (field, field_group, is_lead, strategy, suspect_kind, review_after_days)
),

known as (
    select *
    from (
        values
        {% for strategy in strategies %}
        ({{ literals(strategy) }}){{ ',' if not loop.last }}
        {% endfor %}
    ) as told (strategy)
),

rule as (
    select
        usual.*,
        coalesce(known.strategy, usual.strategy) as chosen,
        count(*) over (partition by usual.field_group) as fields_of_group,
        setting.trusted_sources
    from usual
    cross join setting
    left join known
        on setting.golden_strategies like '%,' || usual.field_group || '=' || known.strategy || ',%'
)

select
    field,
    field_group,
    is_lead,
    chosen as strategy,
    suspect_kind,
    review_after_days,
    case chosen
        when 'most_recent' then 'the most recent first, then the most complete, then by source and key'
        when 'most_frequent' then 'what most records tell first, then the most recent, then by source and key'
        when 'most_trusted' then 'the most trusted source first (' || trusted_sources || '), then the most recent'
        when 'longest' then 'the longest first, then the most recent, then by source and key'
        when 'any_true' then 'true when any record says so'
        else 'the earliest or lowest first, then the most recent, then by source and key'
    end
    || case when fields_of_group > 1 then '; the group is taken whole' else '' end as sentence
from rule
