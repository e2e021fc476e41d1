-- One row a customer: the rung of the ladder that tonight's facts speak for, the highest whose condition holds, and
-- what could not be judged; and the loyalty that repetition and attitude together make.
with
setting as (select * from ops.setting),
judged as (
    select
        fact.*,
        setting.loyal_attitude_percent,
        purchases_12m >= client_purchases or live_contracts > 0 as is_client,
        coalesce(zone in ('tolerated', 'delighted') and current_closeness >= supporter_closeness, false) as is_fond,
        converted_referrals > 0 or (referrals > 0 and coalesce(nps_score, 0) >= advocate_nps) as is_advocating,
        is_two_way
        and tenure_months >= partner_tenure_months
        and coalesce(wallet_share, 0) >= partner_wallet_share as is_partnering
    from relationship.rung_fact as fact
    cross join setting
),
placed as (
    select
        *,
        case
            when purchases = 0 then 'prospect'
            when is_partnering then 'partner'
            when is_advocating then 'advocate'
            when is_client and is_fond then 'supporter'
            when is_client then 'client'
            else 'customer'
        end as rung
    from judged
)
select
    customer_id, rung,
    case rung
        when 'prospect' then 1
        when 'customer' then 2
        when 'client' then 3
        when 'supporter' then 4
        when 'advocate' then 5
        else 6
    end as height,
    case rung
        when 'prospect' then 'no purchase yet'
        when 'customer'
            then cast(purchases as varchar) || ' purchases, ' || cast(purchases_12m as varchar) || ' in the last year'
        when 'client'
            then
                case
                    when live_contracts > 0 then 'a contract stands'
                    else cast(purchases_12m as varchar) || ' purchases in the last year'
                end
        when 'supporter'
            then 'service ' || zone || ', closeness ' || cast(cast(current_closeness as decimal(9, 1)) as varchar)
        when 'advocate'
            then
                cast(referrals as varchar) || ' referred, ' || cast(converted_referrals as varchar) || ' of them bought'
                || coalesce(', recommends with ' || cast(cast(nps_score as decimal(9, 1)) as varchar) || ' of 10', '')
        else
            cast(tenure_months as varchar) || ' months, wallet share '
            || cast(cast(wallet_share as decimal(9, 2)) as varchar) || ', talk both ways'
    end as evidence,
    referrals, converted_referrals, wallet_share,
    nullif(
        concat_ws(
            '; ',
            case when rung in ('customer', 'client') and zone is null then 'no zone of tolerance told' end,
            case when rung in ('customer', 'client') and current_closeness is null then 'no closeness told' end,
            case
                when rung in ('customer', 'client', 'supporter') and referrals > 0 and nps_score is null
                    then 'no recommendation told'
            end,
            case when rung not in ('prospect', 'partner') and wallet_share is null then 'no share of wallet told' end
        ),
        ''
    ) as not_judged,
    case
        when attitude_percent is null then null
        when is_client and attitude_percent >= loyal_attitude_percent then 'true'
        when attitude_percent >= loyal_attitude_percent then 'latent'
        when is_client then 'spurious'
        else 'none'
    end as loyalty_type,
    case when attitude_percent is null then 'neither recommendation nor satisfaction told' end as loyalty_reason
from placed
