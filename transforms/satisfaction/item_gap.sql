-- One row a wave and item of service: what customers expected, what they got, and the gap with its interval.
with
figure as (
    select * from satisfaction.survey_figure where figure = 'servqual.gap'
),
side as (
    select
        wave, item, scale_low, scale_high,
        count(importance) as importance_n,
        cast(sum(cast(expected as decimal(18, 6))) as double) / count(*) as expected,
        cast(sum(cast(importance as decimal(18, 6))) as double) / nullif(count(importance), 0) as importance
    from satisfaction.service_item
    where expected is not null and perceived is not null
    group by wave, item, scale_low, scale_high
)
select
    figure.wave, figure.item, figure.scale_low, figure.scale_high, figure.n,
    round(side.expected, 6) as expected,
    round(side.expected + figure.value, 6) as perceived,
    figure.value as gap,
    figure.low as gap_low,
    figure.high as gap_high,
    figure.negative_share as disappointed_share,
    figure.negative_low as disappointed_low,
    figure.negative_high as disappointed_high,
    round(side.importance, 6) as importance,
    side.importance_n
from figure
inner join side
    on
        figure.wave = side.wave
        and figure.item = side.item
        and figure.scale_low = side.scale_low
        and figure.scale_high = side.scale_high
