-- One row a customer that told about its wallet: our share of it, from spend where both are told, else from our rank
-- among the brands it uses; the mean over the categories of its last answers.
with
answer as (select * from core.wallet_answer),
record as (select source, party_key, customer_id from identity.record),
told as (
    select
        record.customer_id, answer.answered_on, case
            when answer.our_spend > answer.category_spend then 1
            when answer.our_spend is not null and answer.category_spend > 0
                then cast(answer.our_spend as double) / answer.category_spend
            else
                (1 - cast(answer.our_rank as double) / (answer.brands + 1))
                * (cast(2 as double) / nullif(answer.brands, 0))
        end as share,
        answer.our_spend is not null and coalesce(answer.category_spend, 0) > 0 as is_observed
    from answer
    inner join record
        on record.source = coalesce(answer.party_source, answer.source) and answer.party_key = record.party_key
),
last_told as (
    select customer_id, max(answered_on) as answered_on
    from told
    where share is not null
    group by customer_id
)
select
    told.customer_id, told.answered_on,
    count(*) as n,
    round(cast(sum(cast(told.share as decimal(18, 9))) as double) / count(*), 6) as wallet_share,
    case when bool_and(told.is_observed) then 'observed' else 'allocation_rule' end as basis
from told
inner join last_told on told.customer_id = last_told.customer_id and told.answered_on = last_told.answered_on
where told.share is not null
group by told.customer_id, told.answered_on
