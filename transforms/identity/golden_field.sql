-- One row a field of a customer and a record that tells it, with the rule by which it won or lost. The records that
-- tell a group of fields are ranked by the strategy of the group, and the first gives the whole group; a record with
-- a placeholder in a group is not ranked.
with
setting as (select ',' || replace(trusted_sources, ' ', '') || ',' as trusted_sources from ops.setting),
record as (select source, party_key, customer_id from identity.record),
rule as (select * from identity.field_rule),
told as (
    select
        record.customer_id,
        field.*,
        rule.field_group,
        rule.is_lead,
        rule.strategy,
        rule.sentence
    from identity.record_field as field
    inner join record on field.source = record.source and field.party_key = record.party_key
    inner join rule on field.field = rule.field
),
agreement as (
    select customer_id, field_group, value, count(*) as agreeing
    from told
    where is_lead and strategy = 'most_frequent'
    group by customer_id, field_group, value
),
given as (
    select
        customer_id,
        field_group,
        strategy,
        source,
        party_key,
        count(*) as filled,
        max(updated_at) as updated_at,
        max(case when is_lead then value end) as lead_value
    from told
    group by customer_id, field_group, strategy, source, party_key
    having max(case when is_placeholder then 1 else 0 end) = 0
),
ranked as (
    select
        given.customer_id,
        given.field_group,
        given.source,
        given.party_key,
        row_number() over (
            partition by given.customer_id, given.field_group
            order by
                case when given.lead_value is null then 1 else 0 end,
                case given.strategy
                    when 'most_frequent' then agreement.agreeing
                    when 'longest' then length(given.lead_value)
                end desc nulls last,
                case given.strategy when 'lowest' then given.lead_value end nulls last,
                case given.strategy when 'any_true' then given.lead_value end desc nulls last,
                -- How much of the list stands before the source; all of it when the source is not named.
                case
                    when given.strategy = 'most_trusted'
                        then length(regexp_replace(setting.trusted_sources, ',' || given.source || ',.*$', '', 'g'))
                end nulls last,
                given.updated_at desc nulls last,
                given.filled desc,
                given.source,
                given.party_key
        ) as place
    from given
    cross join setting
    left join agreement
        on
            given.customer_id = agreement.customer_id
            and given.field_group = agreement.field_group
            and given.lead_value = agreement.value
)
select
    told.customer_id,
    told.field,
    told.value,
    told.source,
    told.party_key,
    told.updated_at,
    case
        when told.is_placeholder then 'lost: a placeholder that many records share'
        when ranked.place is null then 'lost: its group holds a placeholder'
        when ranked.place = 1 then 'won: ' || told.sentence
        else 'lost: ' || told.sentence
    end as rule,
    coalesce(ranked.place = 1, false) as is_winner
from told
left join ranked
    on
        told.customer_id = ranked.customer_id
        and told.field_group = ranked.field_group
        and told.source = ranked.source
        and told.party_key = ranked.party_key
