-- One row a customer: the one rung of the ladder on which it stands. A rung is won at once and lost only when lower
-- evidence was seen on rung_nights nights in a row.
with
setting as (select today, rung_nights from ops.setting),
tonight as (select * from relationship.rung_evidence),
before as (select * from last_night.relationship.relationship_ladder),
counted as (
    select
        tonight.*,
        before.rung as rung_before,
        before.height as height_before,
        before.since_on as since_before,
        case when tonight.height < before.height then before.nights_lower + 1 else 0 end as nights,
        setting.today, setting.rung_nights
    from tonight
    cross join setting
    left join before on tonight.customer_id = before.customer_id
),
decided as (
    select *, nights between 1 and rung_nights - 1 as is_kept
    from counted
)
select
    customer_id,
    case when is_kept then rung_before else rung end as rung,
    case when is_kept then height_before else height end as height,
    case when is_kept or rung = rung_before then since_before else today end as since_on,
    case
        when is_kept
            then
                evidence || ': ' || rung || ' once this has held for ' || cast(rung_nights as varchar)
                || ' nights, now ' || cast(nights as varchar)
        else evidence
    end as evidence,
    rung as candidate_rung,
    case when is_kept then nights else 0 end as nights_lower,
    not_judged, loyalty_type, loyalty_reason
from decided
