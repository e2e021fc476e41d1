-- One row a contact point of a record; what is written the same way twice stands once. Position 1 is to be used first.
with
party as (select source, party_key, updated_at from core.party),
contact as (
    select
        point.source,
        point.party_key,
        point.contact_type,
        case when point.contact_type <> 'address' then point.value end as value,
        case when point.contact_type = 'address' then coalesce(point.street, point.value) end as street,
        point.city,
        point.region,
        point.postal_code,
        point.country,
        case when point.is_primary then 1 else 0 end as primary_rank,
        coalesce(point.updated_at, party.updated_at) as updated_at
    from core.contact_point as point
    inner join party on point.source = party.source and point.party_key = party.party_key
),
written as (
    select
        source, party_key, contact_type, value, street, city, region, postal_code, country,
        max(primary_rank) as primary_rank,
        max(updated_at) as updated_at
    from contact
    group by source, party_key, contact_type, value, street, city, region, postal_code, country
)
select
    source, party_key, contact_type, value, street, city, region, postal_code, country,
    primary_rank = 1 as is_primary,
    updated_at,
    row_number() over (
        partition by source, party_key, contact_type
        order by
            primary_rank desc,
            updated_at desc nulls last,
            case when street is null then 0 else 1 end
            + case when city is null then 0 else 1 end
            + case when postal_code is null then 0 else 1 end desc,
            value nulls last, street nulls last, city nulls last, region nulls last, postal_code nulls last,
            country nulls last
    ) as position
from written
