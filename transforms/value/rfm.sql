-- One row a customer that has bought, scored by value: with b customers that bring less, out of n, the score is
-- 1 + floor(5 (b - 1) / (n - 1)). Equal values score the same, so no order among customers decides anything.
with
figure as (
    select customer_id, observed_days - recency_days as recency_days, purchases as frequency, revenue as monetary
    from value.summary
),
amount as (
    select 'recency' as measure, cast(recency_days as decimal(18, 4)) as amount from figure
    union all
    select 'frequency' as measure, cast(frequency as decimal(18, 4)) as amount from figure
    union all
    select 'monetary' as measure, monetary as amount from figure
),
value_count as (select measure, amount, count(*) as customers from amount group by measure, amount),
ranked as (
    select
        measure,
        amount,
        coalesce(
            sum(customers) over (
                partition by measure order by amount rows between unbounded preceding and 1 preceding
            ),
            0
        ) as below
    from value_count
),
size as (select count(*) as customers from figure),
scored as (
    select
        ranked.measure,
        ranked.amount,
        1 + cast(
            least(greatest(floor(cast(5 * (ranked.below - 1) as double) / greatest(size.customers - 1, 1)), 0), 4)
            as bigint
        ) as score
    from ranked
    cross join size
),
customer as (
    select
        figure.*,
        6 - recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from figure
    inner join scored as recency on recency.measure = 'recency' and figure.recency_days = recency.amount
    inner join scored as frequency on frequency.measure = 'frequency' and figure.frequency = frequency.amount
    inner join scored as monetary on monetary.measure = 'monetary' and figure.monetary = monetary.amount
)
select
    *,
    cast(recency_score as varchar) || cast(frequency_score as varchar) || cast(monetary_score as varchar) as rfm_score,
    case
        when recency_score = 5 and frequency_score = 5 and monetary_score = 5 then 'Champions'
        when recency_score >= 3 and frequency_score >= 3 and monetary_score >= 2 then 'Potential Loyalist'
        when recency_score between 2 and 4 and frequency_score between 2 and 4 and monetary_score between 2 and 4
            then 'Loyal Customers'
        when recency_score between 3 and 4 and frequency_score <= 3 and monetary_score >= 3 then 'Promising'
        when recency_score >= 4 and frequency_score <= 3 then 'New Customers'
        when recency_score <= 2 and frequency_score between 3 and 4 and monetary_score >= 4 then 'Can''t Lose Them'
        when recency_score <= 2 and frequency_score >= 2 and monetary_score >= 4 then 'At Risk'
        when recency_score <= 3 and frequency_score >= 3 and monetary_score >= 3 then 'Need Attention'
        when recency_score between 2 and 3 and frequency_score <= 3 and monetary_score <= 4 then 'About To Sleep'
        when recency_score = 1 then 'Lost'
        else 'Others'
    end as rfm_segment
from customer
