-- One row a customer that told about its wallet and has bought: what it spends elsewhere a year, by our revenue and our
-- share of the wallet.
with
wallet as (select * from relationship.wallet_share),
customer as (select customer_id, revenue_12m from value.customer_value where revenue_12m > 0)
select
    wallet.customer_id,
    wallet.wallet_share,
    customer.revenue_12m,
    case
        when wallet.wallet_share > 0
            then
                cast(
                    round(cast(customer.revenue_12m as double) * (1 - wallet.wallet_share) / wallet.wallet_share, 4)
                    as decimal(18, 4)
                )
    end as headroom
from wallet
inner join customer on wallet.customer_id = customer.customer_id
