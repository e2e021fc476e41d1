-- One row a wave and level of what drives satisfaction: how much it adds or takes away, and how often it takes away.
with
figure as (
    select * from satisfaction.survey_figure where figure = 'driver.effect'
)
select
    wave,
    item as level,
    n,
    value as effect,
    low as effect_low,
    high as effect_high,
    negative_share, negative_low, negative_high
from figure
