-- One row a customer with refunds up to today, in the company's currency, that no sale was found for.
with
setting as (select today, currency, cast(clv_margin as decimal(9, 6)) as clv_margin from ops.setting),
refund as (select * from value.refund where basis = 'none' and customer_id is not null)

select
    refund.customer_id,
    sum(refund.amount) as amount,
    sum(coalesce(refund.amount - refund.cost, round(refund.amount * setting.clv_margin, 4))) as margin
from refund
cross join setting
where refund.currency = setting.currency and refund.occurred_on <= setting.today
group by refund.customer_id
