-- One row a customer, wave and measure that was asked for: its value with items and interval, or why there is none.
with
answer as (
    select * from satisfaction.answer
    where
        customer_id is not null
        and coalesce(refusal, '') not in ('answered again later', 'unknown instrument or aspect')
),
setting as (select csat_satisfied_percent from ops.setting),
measure as (
    select *
    from (
        values
        ('servqual', 'gap', 'servqual.gap'), ('servqual', 'servperf', 'servqual.perceived'),
        ('servqual', 'msa', 'servqual.msa'), ('servqual', 'mss', 'servqual.mss'),
        ('nps', 'nps', 'nps.likelihood'), ('csat', 'csat', 'csat.satisfaction'), ('ces', 'ces', 'ces.ease')
    ) as listed (instrument, measure, figure)
),
asked as (
    select
        customer_id, wave, instrument,
        max(answered_on) as answered_on,
        coalesce(
            max(case when refusal <> 'not applicable' then refusal end), max(refusal), 'sides missing or scales differ'
        ) as reason
    from answer
    group by customer_id, wave, instrument
)
select
    asked.customer_id, asked.wave, measure.measure, asked.answered_on,
    coalesce(figure.n, 0) as n,
    figure.points as value,
    figure.low, figure.high,
    figure.points_low as scale_low,
    figure.points_high as scale_high,
    case
        when measure.measure = 'nps' and figure.points >= 9 then 'promoter'
        when measure.measure = 'nps' and figure.points > 6 then 'passive'
        when measure.measure = 'nps' and figure.points is not null then 'detractor'
        when measure.measure = 'csat' and figure.points >= setting.csat_satisfied_percent then 'satisfied'
        when measure.measure = 'csat' and figure.points is not null then 'not satisfied'
        when measure.measure = 'msa' and figure.points < 0 then 'unacceptable'
        when measure.measure = 'mss' and figure.points > 0 then 'delighted'
    end as verdict,
    case when figure.points is null then asked.reason end as reason,
    row_number() over (
        partition by asked.customer_id, measure.measure
        order by case when figure.points is null then 1 else 0 end, asked.answered_on desc, asked.wave desc
    ) = 1 as is_latest
from asked
cross join setting
inner join measure on asked.instrument = measure.instrument
left join satisfaction.customer_figure as figure
    on asked.customer_id = figure.customer_id and asked.wave = figure.wave and measure.figure = figure.figure
