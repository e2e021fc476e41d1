-- One row a wave and measure of satisfaction: its mean over customers with number and interval; for NPS the groups.
with
figure as (
    select * from satisfaction.survey_figure
    where
        item = 'all'
        and figure in ('gap', 'servperf', 'msa', 'mss', 'nps', 'csat', 'csat_satisfied', 'ces', 'net_customer_value')
),
grouped as (
    select
        wave,
        sum(case when verdict = 'promoter' then 1 else 0 end) as promoters,
        sum(case when verdict = 'passive' then 1 else 0 end) as passives,
        sum(case when verdict = 'detractor' then 1 else 0 end) as detractors
    from satisfaction.satisfaction
    where measure = 'nps'
    group by wave
)
select
    figure.wave,
    figure.figure as measure,
    figure.scale_low, figure.scale_high, figure.n, figure.value, figure.low, figure.high,
    case when figure.figure = 'nps' then grouped.promoters end as promoters,
    case when figure.figure = 'nps' then grouped.passives end as passives,
    case when figure.figure = 'nps' then grouped.detractors end as detractors
from figure
left join grouped on figure.wave = grouped.wave
