-- One row a wave: the closeness gap over customers with number and interval, and who stands where.
with
figure as (
    select * from satisfaction.survey_figure where figure = 'closeness_gap'
),
counted as (
    select
        wave,
        sum(case when verdict = 'wants_closer' then 1 else 0 end) as wants_closer,
        sum(case when verdict = 'aligned' then 1 else 0 end) as aligned,
        sum(case when verdict = 'too_close' then 1 else 0 end) as too_close
    from relationship.closeness
    group by wave
)
select
    figure.wave, figure.n,
    figure.value as closeness_gap,
    figure.low, figure.high, counted.wants_closer, counted.aligned, counted.too_close
from figure
inner join counted on figure.wave = counted.wave
