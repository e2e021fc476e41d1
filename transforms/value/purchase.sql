-- One row a sale after what was returned, with its margin: from cost where cost is known, else from the margin share
-- of the categories bought, else from the company's threshold. A return takes back its own cost when it tells it,
-- else in proportion to the money.
with
sale as (select * from value.transaction where kind = 'sale'),
setting as (select currency, cast(clv_margin as decimal(9, 6)) as clv_margin from ops.setting),
returned as (
    select
        source,
        purchase_key,
        sum(amount) as amount,
        sum(cost) as cost,
        sum(case when cost is null then amount end) as amount_without_cost
    from value.refund
    where basis <> 'none'
    group by source, purchase_key
),
share as (
    select
        line.source,
        line.purchase_key,
        count(margin.category) as known_lines,
        cast(sum(line.amount * coalesce(margin.margin_share, setting.clv_margin)) as double)
        / nullif(cast(sum(line.amount) as double), 0) as margin_share
    from core.purchase_line as line
    cross join setting
    left join value.category_margin as margin on line.category = margin.category
    group by line.source, line.purchase_key
),
net as (
    select
        sale.*,
        sale.currency = setting.currency as is_home_currency,
        cast(coalesce(returned.amount, 0) as decimal(18, 4)) as refunded_amount,
        cast(sale.amount - coalesce(returned.amount, 0) as decimal(18, 4)) as net_amount,
        least(cast(coalesce(returned.amount_without_cost, 0) as double) / nullif(cast(sale.amount as double), 0), 1)
            as share_back,
        coalesce(returned.cost, 0) as cost_back,
        case when share.known_lines > 0 then share.margin_share end as category_share,
        setting.clv_margin
    from sale
    cross join setting
    left join returned on sale.source = returned.source and sale.purchase_key = returned.purchase_key
    left join share on sale.source = share.source and sale.purchase_key = share.purchase_key
),
costed as (
    select
        *,
        cast(cost - cost_back - round(cast(cost as double) * coalesce(share_back, 0), 4) as decimal(18, 4))
            as cost_left,
        cast(round(coalesce(category_share, cast(clv_margin as double)), 6) as decimal(9, 6)) as margin_share
    from net
)
select
    customer_id,
    source,
    purchase_key,
    occurred_at,
    occurred_on,
    channel,
    occasion,
    currency,
    is_home_currency,
    amount,
    refunded_amount,
    net_amount,
    coalesce(net_amount, 0) <= 0 as is_zero_value,
    cost_left as cost,
    cast(coalesce(net_amount - cost_left, round(net_amount * margin_share, 4)) as decimal(18, 4)) as margin,
    case
        when net_amount is null then null
        when cost_left is not null then 'cost'
        when category_share is not null then 'category'
        else 'threshold'
    end as margin_basis
from costed
