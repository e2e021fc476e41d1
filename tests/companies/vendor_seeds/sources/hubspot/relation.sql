-- One row a contact that the CRM merged into another.
with contact as (select * from hubspot.contact where property_hs_merged_object_ids is not null),
merged as (select id, unnest(string_split(property_hs_merged_object_ids, ';')) as merged_id from contact)
select id as party_key, 'same_as' as relation, 'hubspot' as related_source, merged_id as related_key
from merged
