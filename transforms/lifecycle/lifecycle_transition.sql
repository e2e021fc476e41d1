-- One row a change of stage: those of all nights before, and tonight's.
with
setting as (select today from ops.setting),
tonight as (select * from lifecycle.lifecycle),
before as (select * from last_night.lifecycle.lifecycle),
changed as (
    select
        coalesce(tonight.customer_id, before.customer_id) as customer_id,
        coalesce(before.stage, 'new') as from_stage,
        coalesce(tonight.stage, 'gone') as to_stage,
        coalesce(tonight.evidence, 'the id no longer stands: its records belong to others, or to nobody') as evidence
    from tonight
    full outer join before on tonight.customer_id = before.customer_id
)
select customer_id, changed_on, from_stage, to_stage, evidence
from last_night.lifecycle.lifecycle_transition
union all
select changed.customer_id, setting.today as changed_on, changed.from_stage, changed.to_stage, changed.evidence
from changed
cross join setting
where changed.from_stage <> changed.to_stage
