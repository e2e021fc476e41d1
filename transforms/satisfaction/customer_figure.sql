-- One row a customer, wave and figure: the mean over the items asked, weighted for the gap, with its interval.
with
score as (
    select customer_id, wave, figure, weight, points, points_low, points_high
    from satisfaction.derived_score
    where figure in ('servqual.gap', 'servqual.msa', 'servqual.mss')
    union all
    select customer_id, wave, concat(instrument, '.', aspect), 1, points, points_low, points_high
    from satisfaction.answer
    where
        points is not null and concat(instrument, '.', aspect)
        in ('servqual.perceived', 'nps.likelihood', 'csat.satisfaction', 'ces.ease')
),
quantile as (
    select degrees, quantile
    from satisfaction.student_t
),
total as (
    select
        customer_id, wave, figure,
        count(*) as n,
        cast(sum(cast(weight as decimal(28, 8))) as double) as w,
        cast(sum(cast(weight * points as decimal(28, 8))) as double) as wx,
        cast(sum(cast(weight * weight as decimal(28, 8))) as double) as ww,
        cast(sum(cast(weight * weight * points as decimal(28, 8))) as double) as wwx,
        cast(sum(cast(weight * weight * points * points as decimal(28, 8))) as double) as wwxx,
        min(points_low) as points_low,
        min(points_high) as points_high
    from score
    group by customer_id, wave, figure
    having min(points_low) = max(points_low) and min(points_high) = max(points_high)
),
middle as (
    select
        *,
        cast(wx as double) / w as mean
    from total
),
spread as (
    select
        *,
        -- Squared standard error of a weighted mean; with equal weights it is variance / n.
        greatest(wwxx - 2 * mean * wwx + mean * mean * ww, 0) * (cast(n as double) / nullif(n - 1, 0)) as squares
    from middle
)
select
    spread.customer_id, spread.wave, spread.figure, spread.n,
    round(spread.mean, 6) as points,
    round(spread.mean - quantile.quantile * (cast(sqrt(spread.squares) as double) / spread.w), 6) as low,
    round(spread.mean + quantile.quantile * (cast(sqrt(spread.squares) as double) / spread.w), 6) as high,
    spread.points_low, spread.points_high
from spread
left join quantile on quantile.degrees = case when spread.n > 201 then 1000000 else spread.n - 1 end
