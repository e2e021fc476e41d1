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
)
select
    zone.wave, zone.item, zone.scale_low, zone.scale_high, adequacy.n,
    adequacy.value as msa,
    adequacy.low as msa_low,
    adequacy.high as msa_high,
    superiority.value as mss,
    superiority.low as mss_low,
    superiority.high as mss_high,
    adequacy.negative_share as unacceptable_share,
    adequacy.negative_low as unacceptable_low,
    adequacy.negative_high as unacceptable_high,
    round(cast(zone.tolerated as double) / adequacy.n, 6) as tolerated_share,
    round(cast(zone.delighted as double) / adequacy.n, 6) as delighted_share
from zone
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
