-- One row a wave and element of service: what it weighs, how it is chosen when one must choose, and how we stand
-- against the best rival; each with number and interval.
with
figure as (select * from satisfaction.survey_figure),
element as (
    select wave, item
    from figure
    where starts_with(figure, 'service_element.')
    group by wave, item
),
performance as (
    select * from figure where figure = 'service_element.performance'
),
benchmark as (
    select * from figure where figure = 'service_element.benchmark'
),
first_choice as (
    select * from figure where figure = 'service_element.best'
),
best_worst as (
    select * from figure where figure = 'service_element.best_worst'
),
weight as (
    select * from figure where figure = 'service_element.weight_share'
)
select
    element.wave,
    element.item as element,
    weight.n as weight_n,
    weight.value as weight_share,
    weight.low as weight_low,
    weight.high as weight_high,
    case when weight.n is null then 'no weights asked' end as weight_reason,
    first_choice.n as choice_n,
    first_choice.value as first_choice_share,
    first_choice.low as first_choice_low,
    first_choice.high as first_choice_high,
    best_worst.value as best_worst,
    best_worst.low as best_worst_low,
    best_worst.high as best_worst_high,
    case when first_choice.n is null then 'no choices asked' end as choice_reason,
    performance.n as performance_n,
    performance.value as performance,
    performance.low as performance_low,
    performance.high as performance_high,
    benchmark.n as benchmark_n,
    benchmark.value as benchmark,
    benchmark.low as benchmark_low,
    benchmark.high as benchmark_high,
    case when benchmark.n is null then 'no rival scored beside us' end as benchmark_reason
from element
left join performance on element.wave = performance.wave and element.item = performance.item
left join benchmark on element.wave = benchmark.wave and element.item = benchmark.item
left join first_choice on element.wave = first_choice.wave and element.item = first_choice.item
left join best_worst on element.wave = best_worst.wave and element.item = best_worst.item
left join weight on element.wave = weight.wave and element.item = weight.item
