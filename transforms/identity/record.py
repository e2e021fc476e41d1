"""identity.record: one row a record of a party with the customer that it belongs to."""

import polars as pl

from transforms.method.matching.affected import affected_records
from transforms.method.matching.match_record import OWN, TRUSTED_RECORD
from transforms.method.matching.partition import clusters
from transforms.method.matching.previous import LEFT, RIGHT
from transforms.method.matching.stable_id import assign
from transforms.step import Tables

INPUTS = (
    "identity.standard_record",
    "identity.suspect_value",
    "identity.identity_pair",
    "privacy.erasure",
    "ops.setting",
)
LAST_NIGHT = ("identity.record", "identity.identity_alias", "identity.identity_pair", "ops.setting")

NIGHT_RECORD = f"""create or replace temp table night_record as
    select source, party_key, party_type, record_hash, {OWN} as record_id from ({TRUSTED_RECORD})"""
RECORD = f"""
select tonight.source, tonight.party_key, coalesce(found.customer_id, before.customer_id) as customer_id,
    tonight.party_type, tonight.record_hash,
    case when before.customer_id = coalesce(found.customer_id, before.customer_id) then joined_on else today end
        as joined_on
from night_record tonight cross join ops.setting
left join (select customer_id, {OWN} as record_id from found_customer) found using (record_id)
left join (select customer_id, joined_on, {OWN} as record_id from last_night.identity.record) before using (record_id)
"""
LIVING = f"""
select source_l, party_key_l, source_r, party_key_r, match_weight, rule from identity.identity_pair
semi join affected_record l on l.record_id = {LEFT}
semi join affected_record r on r.record_id = {RIGHT}
"""


def build(tables: Tables) -> str:
    """SELECT of one row a record: source, party_key, customer_id, party_type, record_hash, joined_on.

    Clusters and ids are found for records whose component changed; all others keep the customer of last night.
    """
    connection = tables.connection
    connection.execute(NIGHT_RECORD)
    today, merge_probability = tables.read("select today, merge_probability from ops.setting").row(0)
    connection.register("affected_record", affected_records(connection, "night_record", today).to_frame().to_arrow())
    record = tables.read("select source, party_key from night_record semi join affected_record using (record_id)")
    last = tables.read("select source, party_key, customer_id from last_night.identity.record")
    alias = tables.read("select alias_id from last_night.identity.identity_alias")
    found = assign(clusters(record, tables.read(LIVING), merge_probability), last, alias)
    connection.register("found_customer", found.to_arrow(compat_level=pl.CompatLevel.oldest()))
    connection.unregister("affected_record")
    return RECORD
