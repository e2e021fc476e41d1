-- One row a customer and a purpose that one of the customer's records said something about, as it holds today.
-- Of one record the latest valid_from decides, then the latest recorded_at, and a refusal wins a tie. Objections are
-- read apart: while one stands it outweighs every basis. Of several records the strictest decides; a record of a
-- source that speaks of consent but said nothing is a refusal, so that merging never widens.
with moment as (select today from ops.setting),

consent_event as (
  select
    coalesce(party_source, source) as source,
    party_key,
    purpose,
    is_granted,
    basis,
    valid_from,
    recorded_at,
    coalesce(basis, '') = 'objection' as is_objection
  from core.consent_event
),

member as (
  select r.customer_id, r.source, r.party_key
  from identity.record as r
  inner join (select distinct source from consent_event) as speaking on r.source = speaking.source
),

said as (
  select
    e.*,
    row_number() over (
      partition by e.source, e.party_key, e.purpose, e.is_objection
      order by e.valid_from desc, e.recorded_at desc, e.is_granted asc, e.basis asc
    ) as place
  from consent_event as e
  cross join moment
  where cast(e.valid_from as date) <= moment.today and cast(e.recorded_at as date) <= moment.today
),

standing as (
  select m.customer_id, s.purpose, s.is_granted, s.basis, s.valid_from, s.recorded_at, s.is_objection
  from said as s
  inner join member as m on s.source = m.source and s.party_key = m.party_key
  where s.place = 1 and not (s.is_objection and s.is_granted)
),

strictest as (
  select
    *,
    row_number() over (
      partition by customer_id, purpose
      order by is_granted asc, is_objection desc, valid_from desc, recorded_at desc, basis asc
    ) as place,
    sum(case when is_objection then 0 else 1 end) over (partition by customer_id, purpose) as spoken
  from standing
),

membership as (select customer_id, count(*) as records from member group by customer_id)

select
  s.customer_id,
  s.purpose,
  s.is_granted and s.spoken = m.records as is_granted,
  s.basis,
  s.valid_from,
  s.recorded_at,
  case
    when s.is_objection then 'The customer objects.'
    when not s.is_granted then 'The customer refused or withdrew.'
    when s.spoken < m.records then 'A record of the customer has said nothing.'
    else 'Every record of the customer agrees.'
  end as reason
from strictest as s
inner join membership as m on s.customer_id = m.customer_id
where s.place = 1
