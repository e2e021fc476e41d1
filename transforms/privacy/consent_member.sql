-- One row a customer and a record whose word on consent counts for it: its own records of sources that speak of
-- consent. A register of consents may know nobody but e-mail addresses: the word of an address counts for the customer
-- who has it, a refusal for all who share it.
with
speaking as (select distinct coalesce(party_source, source) as party_source from core.consent_event),

own as (
    select record.customer_id, record.party_key, speaking.party_source
    from identity.record as record
    inner join speaking on record.source = speaking.party_source
),

address as (
    select standard.source, standard.party_key, standard.email_key
    from identity.standard_record as standard
    left join identity.suspect_value as suspect
        on suspect.kind = 'email' and standard.email_key = suspect.value
    where standard.email_key is not null and suspect.value is null
),

known as (
    select record.customer_id
    from identity.record as record
    left join speaking on record.source = speaking.party_source
    where speaking.party_source is null
    group by record.customer_id
),

sharing as (
    select distinct own.party_source, own.party_key, own.customer_id as own_id, record.customer_id
    from own
    inner join address as spoken on own.party_source = spoken.source and own.party_key = spoken.party_key
    inner join address as held on spoken.email_key = held.email_key
    inner join identity.record as record on held.source = record.source and held.party_key = record.party_key
    inner join known on record.customer_id = known.customer_id
    where record.customer_id <> own.customer_id
),

share as (
    select party_source, party_key, count(*) as customers
    from sharing
    group by party_source, party_key
)

select customer_id, party_source, party_key, true as is_sole
from own
union all
select
    sharing.customer_id,
    sharing.party_source,
    sharing.party_key,
    share.customers = 1 and known.customer_id is null as is_sole
from sharing
inner join share on sharing.party_source = share.party_source and sharing.party_key = share.party_key
left join known on sharing.own_id = known.customer_id
