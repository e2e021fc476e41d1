-- One row a customer, wave and item of service: where the service stands between what will do and what is hoped for.
with
item as (select * from satisfaction.service_item),
judged as (
    select
        *,
        case
            when reason is not null then reason
            when perceived is null then 'perceived service not answered'
            when adequate is null or desired is null then 'adequate or desired service not answered'
            when adequate > desired then 'adequate above desired'
        end as refusal
    from item
),
zone as (
    select
        *,
        case when refusal is null then perceived - adequate end as msa,
        case when refusal is null then perceived - desired end as mss,
        case when refusal is null then desired - adequate end as width
    from judged
)
select
    customer_id, wave, item, answered_on, perceived, adequate, desired, scale_low, scale_high,
    round(msa, 6) as msa,
    round(mss, 6) as mss,
    round(width, 6) as width,
    round(cast(msa as double) / nullif(width, 0), 6) as position,
    case
        when refusal is not null then null
        when msa < 0 then 'unacceptable'
        when mss > 0 then 'delighted'
        else 'tolerated'
    end as zone,
    refusal as reason
from zone
