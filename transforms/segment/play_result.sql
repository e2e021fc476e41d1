-- One row a play of tonight or of any night before: how often its outcome came about with it and without it.
with
play as (
    select play from segment.play_definition
    union
    select play from segment.play_assignment
),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
current_play as (select play, count(*) as running from segment.current_play group by play),
counted as (
    select play, is_holdout, count(*) as n, sum(case when has_outcome then 1 else 0 end) as k
    from segment.play_outcome
    group by play, is_holdout
),
ranged as (
    select
        counted.play, counted.is_holdout, counted.n,
        cast(k as double) / n as share,
        cast(2 * k + z * z - z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z))
            as low,
        cast(2 * k + z * z + z * sqrt(z * z + 4 * k * (1 - cast(k as double) / n)) as double) / (2 * (n + z * z))
            as high
    from counted
    cross join normal
),
compared as (
    select
        play.play,
        coalesce(current_play.running, 0) as running,
        coalesce(treated.n, 0) as treated_n, treated.share as p1, treated.low as low1, treated.high as high1,
        coalesce(held.n, 0) as holdout_n, held.share as p0, held.low as low0, held.high as high0,
        treated.share - held.share as uplift
    from play
    left join current_play on play.play = current_play.play
    left join ranged as treated on play.play = treated.play and not treated.is_holdout
    left join ranged as held on play.play = held.play and held.is_holdout
),
told as (
    select
        *,
        round(uplift - sqrt((p1 - low1) * (p1 - low1) + (high0 - p0) * (high0 - p0)), 6) as uplift_low,
        round(uplift + sqrt((high1 - p1) * (high1 - p1) + (p0 - low0) * (p0 - low0)), 6) as uplift_high
    from compared
)
select
    play, running,
    treated_n, round(p1, 6) as treated_share, round(low1, 6) as treated_low, round(high1, 6) as treated_high,
    holdout_n, round(p0, 6) as holdout_share, round(low0, 6) as holdout_low, round(high0, 6) as holdout_high,
    round(uplift, 6) as uplift, uplift_low, uplift_high,
    round(uplift * treated_n, 1) as extra_outcomes,
    case
        when uplift_low > 0 then 'helps'
        when uplift_high < 0 then 'harms'
        when uplift is not null then 'not told apart'
    end as verdict,
    case
        when treated_n = 0 and holdout_n = 0 then 'no days have passed'
        when holdout_n = 0 then 'nobody was held out'
        when treated_n = 0 then 'nobody had the play'
    end as reason
from told
