-- One row a customer, and what a month of the contract brought so far.
with
subscription as (select * from core.subscription where source = 'billing'),
record as (select source, party_key, customer_id from identity.record)
select
    record.customer_id,
    max(subscription.tenure_months) as billed_months,
    cast(max(subscription.total_amount) as double) / nullif(max(subscription.tenure_months), 0) as yield_a_month
from subscription
inner join record
    on coalesce(subscription.party_source, subscription.source) = record.source and subscription.party_key = record.party_key
group by record.customer_id
