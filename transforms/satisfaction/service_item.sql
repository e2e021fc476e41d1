-- One row a customer, wave and item of service: the sides of the item next to each other, when they stand on one scale.
with
answer as (
    select
        *,
        case when aspect <> 'importance' then points_low end as low,
        case when aspect <> 'importance' then points_high end as high
    from satisfaction.answer
    where
        instrument = 'servqual'
        and customer_id is not null
        and coalesce(refusal, '') not in ('answered again later', 'unknown instrument or aspect')
),
side as (
    select
        customer_id, wave, item,
        max(answered_on) as answered_on,
        max(case when aspect = 'expected' then points end) as expected,
        max(case when aspect = 'perceived' then points end) as perceived,
        max(case when aspect = 'adequate' then points end) as adequate,
        max(case when aspect = 'desired' then points end) as desired,
        max(case when aspect = 'importance' then points end) as importance,
        min(low) as scale_low,
        max(high) as scale_high,
        coalesce(min(low) = max(low) and min(high) = max(high), true) as is_one_scale,
        max(case when refusal = 'no scale declared' then refusal end) as undeclared
    from answer
    group by customer_id, wave, item
)
select
    customer_id, wave, item, answered_on,
    case when is_one_scale then expected end as expected,
    case when is_one_scale then perceived end as perceived,
    case when is_one_scale then adequate end as adequate,
    case when is_one_scale then desired end as desired,
    importance,
    case when is_one_scale then scale_low end as scale_low,
    case when is_one_scale then scale_high end as scale_high,
    case when is_one_scale then undeclared else 'scales differ' end as reason
from side
