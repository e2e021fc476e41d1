-- One row a segment, wave and form of value: importance against performance, by quadrant at the grand means and by
-- diagonal band, and importance as it is derived from what goes with satisfaction.
with
setting as (select slack_excess, slack_appropriate, slack_improve from ops.setting),
stated as (
    select * from satisfaction.survey_figure where figure = 'value_form.importance'
),
done as (
    select * from satisfaction.survey_figure where figure = 'value_form.performance'
),
derived as (select * from satisfaction.derived_importance),
paired as (
    select
        done.segment, done.wave,
        done.item as form,
        stated.n as importance_n,
        stated.value as importance,
        stated.low as importance_low,
        stated.high as importance_high,
        done.n as performance_n,
        done.value as performance,
        done.low as performance_low,
        done.high as performance_high,
        derived.n as derived_n,
        derived.importance as derived_importance,
        derived.low as derived_low,
        derived.high as derived_high,
        case when derived.n is null then 'no overall satisfaction asked' else derived.reason end as derived_reason
    from done
    left join stated on done.segment = stated.segment and done.wave = stated.wave and done.item = stated.item
    left join derived on done.segment = derived.segment and done.wave = derived.wave and done.item = derived.form
),
grand as (
    select
        segment, wave,
        round(cast(sum(cast(importance as decimal(18, 6))) as double) / nullif(count(importance), 0), 6) as importance,
        round(cast(sum(cast(performance as decimal(18, 6))) as double) / count(*), 6) as performance,
        round(cast(sum(cast(derived_importance as decimal(18, 6))) as double) / nullif(count(derived_importance), 0), 6)
            as derived
    from paired
    group by segment, wave
),
placed as (
    select
        paired.*,
        round(paired.importance - paired.performance, 6) as priority,
        paired.importance >= grand.importance as is_important,
        paired.derived_importance >= grand.derived as is_derived_important,
        paired.performance >= grand.performance as is_well_done
    from paired
    inner join grand on paired.segment = grand.segment and paired.wave = grand.wave
)
select
    segment, wave, form, importance_n, importance, importance_low, importance_high, performance_n, performance,
    performance_low, performance_high, priority, case
        when is_important and not is_well_done then 'concentrate_here'
        when is_important then 'keep_up'
        when not is_important and is_well_done then 'possible_overkill'
        when not is_important then 'low_priority'
    end as quadrant,
    case
        when -priority >= slack_excess then 'excess'
        when -priority >= slack_appropriate then 'appropriate'
        when -priority >= slack_improve then 'improve'
        when priority is not null then 'urgent'
    end as band,
    case when importance is null then 'importance not asked' end as reason,
    derived_n, derived_importance, derived_low, derived_high, case
        when is_derived_important and not is_well_done then 'concentrate_here'
        when is_derived_important then 'keep_up'
        when not is_derived_important and is_well_done then 'possible_overkill'
        when not is_derived_important then 'low_priority'
    end as derived_quadrant,
    derived_reason
from placed
cross join setting
