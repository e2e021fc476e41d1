-- One row a basis: the mean share of wallet over the customers that told it, with its interval.
with
told as (select basis, wallet_share from relationship.wallet_share),
quantile as (select degrees, quantile from satisfaction.student_t),
counted as (
    select
        basis,
        count(*) as n,
        cast(sum(cast(wallet_share as decimal(18, 6))) as double) as total,
        cast(sum(cast(wallet_share * wallet_share as decimal(28, 8))) as double) as squares
    from told
    group by basis
),
ranged as (
    select
        counted.*,
        cast(total as double) / n as mean,
        quantile.quantile
        * sqrt(cast(greatest(squares - cast(total as double) / n * total, 0) as double) / nullif(n - 1, 0) / n) as half
    from counted
    left join quantile on quantile.degrees = case when counted.n > 201 then 1000000 else counted.n - 1 end
)
select
    basis, n,
    round(mean, 6) as wallet_share,
    round(mean - half, 6) as low,
    round(mean + half, 6) as high
from ranged
