-- One row a customer: what it has of us against what we had of it in the last year, and what to do.
with
attitude as (select * from relationship.attitude),
fact as (select customer_id, purchases from relationship.rung_fact),
worth as (select customer_id, profit_12m from value.customer_value),
net as (
    select
        attitude.customer_id,
        coalesce(attitude.net_value, attitude.msa) as customer_net,
        case
            when attitude.net_value is not null then 'net_customer_value'
            when attitude.msa is not null then 'service_adequacy'
        end as customer_net_basis,
        case when fact.purchases > 0 then worth.profit_12m end as provider_net
    from attitude
    inner join fact on attitude.customer_id = fact.customer_id
    left join worth on attitude.customer_id = worth.customer_id
),
placed as (
    select
        *,
        case
            when customer_net is null or provider_net is null then null
            when customer_net >= 0 and provider_net >= 0 then 'win_win'
            when customer_net >= 0 then 'customer_wins'
            when provider_net >= 0 then 'captive'
            else 'lose_lose'
        end as quadrant
    from net
)
select
    customer_id, customer_net, customer_net_basis, provider_net, quadrant,
    case quadrant
        when 'win_win' then 'keep and deepen'
        when 'customer_wins' then 'serve at lower cost or sell more'
        when 'captive' then 'give more before a rival does'
        when 'lose_lose' then 'change the terms or part'
    end as action,
    case
        when customer_net is null and provider_net is null then 'neither asked nor sold to'
        when customer_net is null then 'never asked what it gets and what it costs'
        when provider_net is null then 'never sold to'
    end as reason
from placed
