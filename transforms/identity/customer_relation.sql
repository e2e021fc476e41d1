-- One row a relation between two customers: stated by a source and holding today, or derived for persons of one
-- family name at one address. Relations that say who is who belong to matching, and one customer has none with itself.
-- Too many of one family name behind one door are a dormitory or a placeholder, not a household.
with
setting as (select today, household_size from ops.setting),
relation as (select * from core.relation where relation not in ('same_as', 'different_from')),
record as (select source, party_key, customer_id from identity.record),
suspect as (select value from identity.suspect_value where kind = 'address'),
stated as (
    select first_side.customer_id, relation.relation, second_side.customer_id as related_customer_id
    from relation
    cross join setting
    inner join record as first_side
        on relation.source = first_side.source and relation.party_key = first_side.party_key
    inner join record as second_side
        on
            coalesce(relation.related_source, relation.source) = second_side.source
            and relation.related_key = second_side.party_key
    where
        coalesce(relation.valid_from, setting.today) <= setting.today
        and coalesce(relation.valid_to, setting.today) >= setting.today
),
resident as (
    select standard.address_key, standard.city_key, standard.surname_key, record.customer_id
    from identity.standard_record as standard
    inner join record on standard.source = record.source and standard.party_key = record.party_key
    where
        standard.party_type = 'person'
        and not exists (select 1 from suspect where suspect.value = standard.address_key)
        and standard.address_key is not null
        and standard.city_key is not null
        and standard.surname_key is not null
    group by standard.address_key, standard.city_key, standard.surname_key, record.customer_id
),
home as (
    select resident.address_key, resident.city_key, resident.surname_key
    from resident
    cross join setting
    group by resident.address_key, resident.city_key, resident.surname_key, setting.household_size
    having count(*) between 2 and setting.household_size
),
derived as (
    select one.customer_id, 'household_of' as relation, other.customer_id as related_customer_id
    from home
    inner join resident as one
        on home.address_key = one.address_key and home.city_key = one.city_key and home.surname_key = one.surname_key
    inner join resident as other
        on
            home.address_key = other.address_key
            and home.city_key = other.city_key
            and home.surname_key = other.surname_key
),
related as (
    select *, 'stated' as basis from stated
    union all
    select related_customer_id, relation, customer_id, 'stated' as basis from stated where relation = 'household_of'
    union all
    select *, 'derived' as basis from derived
)
select customer_id, relation, related_customer_id, max(basis) as basis
from related
where customer_id <> related_customer_id
group by customer_id, relation, related_customer_id
