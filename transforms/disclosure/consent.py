"""What each customer consents to as of a moment: the fold of all consent events, as portable SQL."""

# One row a customer and a purpose that one of the customer's records said something about before the moment.
#
# A step or a gate puts three inputs in front, as the common table expressions
#   consent_event   party_source, party_key, purpose, is_granted, basis, valid_from, recorded_at
#   member          customer_id, party_source, party_key: the records whose word counts for a customer
#   moment          one row: as_of (what was in force) and known_at (what had been written down), TIMESTAMP
# and closes with a SELECT from `consent`: customer_id, purpose, is_granted, basis, valid_from, recorded_at, reason.
#
# Of one record the latest valid_from decides, then the latest recorded_at, and a refusal wins a tie. Objections are
# read apart: while one stands it outweighs every basis, and taking one back grants nothing. Of several records the
# strictest decides, and one that has said nothing is unknown, which is a refusal: merging never widens. Who is
# absent from the result has said nothing and is refused as well.
FOLD = """
said as (
    select e.party_source, e.party_key, e.purpose, e.is_granted, e.basis, e.valid_from, e.recorded_at,
           coalesce(e.basis, '') = 'objection' as is_objection,
           row_number() over (
               partition by e.party_source, e.party_key, e.purpose, coalesce(e.basis, '') = 'objection'
               order by e.valid_from desc, e.recorded_at desc, e.is_granted, e.basis
           ) as place
    from consent_event e
    cross join moment t
    where e.valid_from <= t.as_of and e.recorded_at <= t.known_at
),
standing as (
    select m.customer_id, s.purpose, s.is_granted, s.basis, s.valid_from, s.recorded_at, s.is_objection
    from said s
    join member m on m.party_source = s.party_source and m.party_key = s.party_key
    where s.place = 1 and not (s.is_objection and s.is_granted)
),
strictest as (
    select customer_id, purpose, is_granted, basis, valid_from, recorded_at, is_objection,
           row_number() over (
               partition by customer_id, purpose
               order by is_granted, is_objection desc, valid_from desc, recorded_at desc, basis
           ) as place,
           sum(case when is_objection then 0 else 1 end) over (partition by customer_id, purpose) as spoken
    from standing
),
membership as (
    select customer_id, count(*) as records from member group by customer_id
),
consent as (
    select s.customer_id, s.purpose, s.is_granted and s.spoken = m.records as is_granted,
           s.basis, s.valid_from, s.recorded_at,
           case
               when s.is_objection then 'the customer objects'
               when not s.is_granted then 'the customer refused or withdrew'
               when s.spoken < m.records then 'a record of the customer has said nothing'
               else 'every record of the customer agrees'
           end as reason
    from strictest s
    join membership m on m.customer_id = s.customer_id
    where s.place = 1
)
"""
