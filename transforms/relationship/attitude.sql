-- One row a customer: what each survey last heard of it, unless that is too long ago, and the attitude that follows.
with
customer as (select customer_id from identity.customer),
setting as (select today, attitude_days from ops.setting),
heard as (
    select customer_id, measure, answered_on, value, reason
    from satisfaction.satisfaction
    where is_latest
    union all
    select customer_id, 'net_value', answered_on, net_value, reason
    from satisfaction.net_customer_value
    where is_latest
    union all
    select customer_id, 'current_closeness', answered_on, current_closeness, reason
    from relationship.closeness
    where is_latest
    union all
    select customer_id, 'wanted_closeness', answered_on, wanted_closeness, reason
    from relationship.closeness
    where is_latest
),
aged as (
    select heard.*, date_diff('day', cast(answered_on as date), cast(today as date)) > attitude_days as is_old
    from heard
    cross join setting
),
recent as (
    select
        customer_id, measure,
        case when not is_old then value end as value,
        case when value is null then reason when is_old then 'told too long ago' end as reason
    from aged
),
told as (
    select
        customer_id,
        max(case when measure = 'gap' then value end) as gap,
        max(case when measure = 'gap' then reason end) as gap_reason,
        max(case when measure = 'servperf' then value end) as servperf,
        max(case when measure = 'servperf' then reason end) as servperf_reason,
        max(case when measure = 'msa' then value end) as msa,
        max(case when measure = 'mss' then value end) as mss,
        max(case when measure = 'msa' then reason end) as zone_reason,
        max(case when measure = 'nps' then value end) as nps_score,
        max(case when measure = 'nps' then reason end) as nps_reason,
        max(case when measure = 'csat' then value end) as csat_percent,
        max(case when measure = 'csat' then reason end) as csat_reason,
        max(case when measure = 'ces' then value end) as ces_percent,
        max(case when measure = 'ces' then reason end) as ces_reason,
        max(case when measure = 'net_value' then value end) as net_value,
        max(case when measure = 'net_value' then reason end) as net_value_reason,
        max(case when measure = 'current_closeness' then value end) as current_closeness,
        max(case when measure = 'wanted_closeness' then value end) as wanted_closeness,
        max(case when measure = 'current_closeness' then reason end) as closeness_reason
    from recent
    group by customer_id
)
select
    customer.customer_id, told.gap,
    case when told.gap is null then coalesce(told.gap_reason, 'not asked') end as gap_reason,
    told.servperf,
    case when told.servperf is null then coalesce(told.servperf_reason, 'not asked') end as servperf_reason,
    told.msa, told.mss, case
        when told.msa < 0 then 'unacceptable'
        when told.mss > 0 then 'delighted'
        when told.msa is not null then 'tolerated'
    end as zone,
    case when told.msa is null then coalesce(told.zone_reason, 'not asked') end as zone_reason,
    told.nps_score,
    case when told.nps_score is null then coalesce(told.nps_reason, 'not asked') end as nps_reason,
    told.csat_percent,
    case when told.csat_percent is null then coalesce(told.csat_reason, 'not asked') end as csat_reason,
    told.ces_percent,
    case when told.ces_percent is null then coalesce(told.ces_reason, 'not asked') end as ces_reason,
    told.net_value,
    case when told.net_value is null then coalesce(told.net_value_reason, 'not asked') end as net_value_reason,
    told.current_closeness, told.wanted_closeness,
    round(told.current_closeness - told.wanted_closeness, 6) as closeness_gap,
    case when told.current_closeness is null then coalesce(told.closeness_reason, 'not asked') end as closeness_reason,
    round(
        cast(coalesce(10 * nps_score + csat_percent, 20 * nps_score, 2 * csat_percent) as double) / 2, 6
    ) as attitude_percent,
    case when coalesce(nps_score, csat_percent) is null then 'neither recommendation nor satisfaction told' end
        as attitude_reason
from customer
left join told on customer.customer_id = told.customer_id
