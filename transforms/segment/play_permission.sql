-- One row a purpose that plays serve and a customer who may be addressed for it tonight: by consent where the purpose
-- needs one; on a legitimate interest unless the customer objects; a contract or a law leaves no say.
with
purpose as (
    select purpose.purpose, purpose.needs_consent, purpose.lawful_basis
    from privacy.purpose as purpose
    inner join segment.play_definition as play on purpose.purpose = play.purpose
    group by purpose.purpose, purpose.needs_consent, purpose.lawful_basis
),
customer as (select customer_id from segment.customer_360),
consent as (select customer_id, purpose, is_granted, basis from privacy.consent)
select purpose.purpose, customer.customer_id
from purpose
cross join customer
left join consent on purpose.purpose = consent.purpose and customer.customer_id = consent.customer_id
where
    case
        when purpose.needs_consent then coalesce(consent.is_granted, false)
        when purpose.lawful_basis in ('contract', 'legal_obligation') then true
        else coalesce(consent.is_granted or consent.basis <> 'objection', true)
    end
