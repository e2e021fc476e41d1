-- One row an answer of a customer, turned so that more is more and brought to the usual points of its instrument; its
-- points are NULL when it is refused.
with
answer as (
    select
        *,
        coalesce(scale_low < scale_high, false) as has_scale
    from core.survey_answer
    where coalesce(respondent, 'customer') = 'customer' and instrument <> 'internal'
),
record as (
    select source, party_key, customer_id
    from identity.record
),
word as (select * from satisfaction.survey_aspect),
judged as (
    select
        answer.source, answer.answer_key, record.customer_id, answer.wave, answer.answered_on,
        answer.instrument, answer.item,
        coalesce(word.aspect, answer.aspect) as aspect,
        answer.scale_low, answer.scale_high,
        cast(
            case
                when word.is_reversed <> coalesce(answer.is_reversed, false) then answer.scale_high - answer.score
                else answer.score - answer.scale_low
            end
            as double
        ) / nullif(answer.scale_high - answer.scale_low, 0) as share,
        coalesce(word.points_low, answer.scale_low) as points_low,
        coalesce(word.points_high, answer.scale_high) as points_high,
        case
            when record.customer_id is null then 'no known customer'
            when word.aspect is null then 'unknown instrument or aspect'
            when answer.score is null then 'not applicable'
            when not answer.has_scale then 'no scale declared'
            when answer.instrument = 'nps' and answer.scale_high - answer.scale_low <> 10 then 'not eleven points'
        end as refusal
    from answer
    left join record
        on record.source = coalesce(answer.party_source, answer.source) and answer.party_key = record.party_key
    left join word on answer.instrument = word.instrument and answer.aspect = word.written
),
placed as (
    select
        *,
        row_number() over (
            partition by customer_id, wave, instrument, item, aspect, refusal
            order by answered_on desc, source, answer_key
        ) as place
    from judged
)
select
    source, answer_key, customer_id, wave, answered_on, instrument, item, aspect, scale_low, scale_high,
    case when refusal is null and place = 1 then points_low end as points_low,
    case when refusal is null and place = 1 then points_high end as points_high,
    case
        when refusal is null and place = 1 then round(points_low + share * (points_high - points_low), 6)
    end as points,
    case when refusal is null and place > 1 then 'answered again later' else refusal end as refusal
from placed
