-- One row a pair that a person should look at: likelier than not, not certain enough to merge by itself, and not yet
-- judged.
with
pair as (select * from identity.identity_pair where rule = 'model'),
judged as (select source_l, party_key_l, source_r, party_key_r from identity.judgement),
record as (select source, party_key, customer_id from identity.record),
setting as (select review_probability, merge_probability from ops.setting)
select
    pair.source_l,
    pair.party_key_l,
    pair.source_r,
    pair.party_key_r,
    pair.match_probability,
    'One customer with probability '
    || cast(cast(pair.match_probability as decimal(5, 3)) as varchar)
    || ': '
    || pair.reason as sentence,
    l.customer_id = r.customer_id as is_same_customer
from pair
cross join setting
inner join record as l on pair.source_l = l.source and pair.party_key_l = l.party_key
inner join record as r on pair.source_r = r.source and pair.party_key_r = r.party_key
where
    pair.match_probability >= setting.review_probability
    and pair.match_probability < setting.merge_probability
    and not exists (
        select 1 from judged
        where
            judged.source_l = pair.source_l
            and judged.party_key_l = pair.party_key_l
            and judged.source_r = pair.source_r
            and judged.party_key_r = pair.party_key_r
    )
