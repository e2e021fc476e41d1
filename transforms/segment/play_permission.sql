-- One row a purpose that plays serve and a customer whom a play means, or has, and who may be addressed for it tonight:
-- by consent where the purpose needs one; on a legitimate interest unless the customer objects; a contract or a law
-- leaves no say.
with
play as (select purpose, segment from segment.play_definition),
purpose as (
    select purpose, needs_consent, lawful_basis
    from privacy.purpose
    where purpose in (select purpose from play)
),
customer as (
    select customer_id from segment.segment_match where segment in (select segment from play)
    union
    select customer_id from last_night.segment.play_assignment
),
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
