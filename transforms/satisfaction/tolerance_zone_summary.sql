-- One row a wave and item of service: how far it stands from what will do and from what is hoped for, over customers.
with
zone as (
    select
        wave, item, scale_low, scale_high,
        sum(case when zone = 'tolerated' then 1 else 0 end) as tolerated,
        sum(case when zone = 'delighted' then 1 else 0 end) as delighted
    from satisfaction.tolerance_zone
    where zone is not null
    group by wave, item, scale_low, scale_high
),
adequacy as (
    select * from satisfaction.survey_figure where figure = 'servqual.msa'
),
superiority as (
    select * from satisfaction.survey_figure where figure = 'servqual.mss'
),
normal as (select quantile as z from satisfaction.student_t where degrees = 1000000),
placed as (
    select
        zone.wave, zone.item, zone.scale_low, zone.scale_high, zone.tolerated, zone.delighted, adequacy.n,
        adequacy.value as msa,
        adequacy.low as msa_low,
        adequacy.high as msa_high,
        superiority.value as mss,
        superiority.low as mss_low,
        superiority.high as mss_high,
        adequacy.negative_share as unacceptable_share,
        adequacy.negative_low as unacceptable_low,
        adequacy.negative_high as unacceptable_high,
        cast(zone.tolerated as double) / adequacy.n as tolerated_share,
        cast(zone.delighted as double) / adequacy.n as delighted_share,
        normal.z
    from zone
    cross join normal
    inner join adequacy
        on
            zone.wave = adequacy.wave
            and zone.item = adequacy.item
            and zone.scale_low = adequacy.scale_low
            and zone.scale_high = adequacy.scale_high
    inner join superiority
        on
            zone.wave = superiority.wave
            and zone.item = superiority.item
            and zone.scale_low = superiority.scale_low
            and zone.scale_high = superiority.scale_high
),
spread as (
    select
        *,
        z * sqrt(z * z + 4 * tolerated * (1 - tolerated_share)) as tolerated_spread,
        z * sqrt(z * z + 4 * delighted * (1 - delighted_share)) as delighted_spread,
        2 * (n + z * z) as twice
    from placed
)
select
    wave, item, scale_low, scale_high, n, msa, msa_low, msa_high, mss, mss_low, mss_high, unacceptable_share,
    unacceptable_low, unacceptable_high,
    round(tolerated_share, 6) as tolerated_share,
    round(cast(2 * tolerated + z * z - tolerated_spread as double) / twice, 6) as tolerated_low,
    round(cast(2 * tolerated + z * z + tolerated_spread as double) / twice, 6) as tolerated_high,
    round(delighted_share, 6) as delighted_share,
    round(cast(2 * delighted + z * z - delighted_spread as double) / twice, 6) as delighted_low,
    round(cast(2 * delighted + z * z + delighted_spread as double) / twice, 6) as delighted_high
from spread
