-- One row a customer and wave: how close the customer feels, how close the customer wants to be, and what follows.
with
answer as (
    select * from satisfaction.answer
    where
        instrument = 'closeness'
        and customer_id is not null
        and coalesce(refusal, '') not in ('answered again later', 'unknown instrument or aspect')
),
side as (
    select
        customer_id, wave,
        max(answered_on) as answered_on,
        max(case when aspect = 'current' then points end) as current_closeness,
        max(case when aspect = 'wanted' then points end) as wanted_closeness,
        max(refusal) as refusal
    from answer
    group by customer_id, wave
),
gap as (
    select *, round(current_closeness - wanted_closeness, 6) as closeness_gap
    from side
)
select
    customer_id, wave, answered_on, current_closeness, wanted_closeness, closeness_gap, case
        when closeness_gap < 0 then 'wants_closer'
        when closeness_gap > 0 then 'too_close'
        when closeness_gap = 0 then 'aligned'
    end as verdict,
    case
        when closeness_gap < 0 then 'come closer'
        when closeness_gap > 0 then 'contact less'
        when closeness_gap = 0 then 'keep the distance'
    end as action,
    case when closeness_gap is null then coalesce(refusal, 'one side not answered') end as reason,
    row_number() over (
        partition by customer_id
        order by case when current_closeness is null then 1 else 0 end, answered_on desc, wave desc
    ) = 1 as is_latest
from gap
