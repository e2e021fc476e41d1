-- One row a change of rung: those of all nights before, and tonight's.
with
setting as (select today from ops.setting),
tonight as (select * from relationship.relationship_ladder),
before as (select * from last_night.relationship.relationship_ladder),
changed as (
    select
        coalesce(tonight.customer_id, before.customer_id) as customer_id,
        coalesce(before.rung, 'new') as from_rung,
        coalesce(tonight.rung, 'gone') as to_rung,
        case
            when before.rung is null then 'first seen'
            when tonight.rung is null then 'left'
            when tonight.height > before.height then 'up'
            else 'down'
        end as direction,
        coalesce(tonight.evidence, 'the id no longer stands: its records belong to others, or to nobody') as evidence
    from tonight
    full outer join before on tonight.customer_id = before.customer_id
)
select customer_id, changed_on, from_rung, to_rung, direction, evidence
from last_night.relationship.relationship_ladder_transition
union all
select changed.customer_id, setting.today, changed.from_rung, changed.to_rung, changed.direction, changed.evidence
from changed
cross join setting
where changed.from_rung <> changed.to_rung
