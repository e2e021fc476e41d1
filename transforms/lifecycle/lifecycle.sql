-- One row a customer: the stage that stands. New evidence waits until it has held for stage_nights nights in a row;
-- a customer first seen, and one that cancelled, does not wait.
with
setting as (select today, stage_nights from ops.setting),
tonight as (select * from lifecycle.stage_evidence),
before as (select * from last_night.lifecycle.lifecycle),
held as (
    select
        tonight.customer_id,
        tonight.stage as candidate,
        tonight.is_cancelled,
        tonight.evidence,
        before.stage as stage_before,
        before.since_on as since_before,
        least(
            case when tonight.stage = before.candidate_stage then before.candidate_nights + 1 else 1 end,
            setting.stage_nights
        ) as nights,
        setting.today,
        setting.stage_nights
    from tonight
    cross join setting
    left join before on tonight.customer_id = before.customer_id
),
decided as (
    select
        *,
        case
            when stage_before is null or is_cancelled or nights >= stage_nights then candidate
            else stage_before
        end as stage_now
    from held
)
select
    customer_id,
    stage_now as stage,
    case when stage_now = stage_before then since_before else today end as since_on,
    case
        when stage_now = candidate then evidence
        else
            evidence || ': ' || candidate || ' once this has held for ' || cast(stage_nights as varchar)
            || ' nights, now ' || cast(nights as varchar)
    end as evidence,
    candidate as candidate_stage,
    nights as candidate_nights
from decided
