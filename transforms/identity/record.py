"""identity.record: one row a record of a party with the customer that it belongs to."""

import polars as pl

from transforms.matching.match_record import RECORD_HASH
from transforms.matching.partition import clusters
from transforms.matching.stable_id import KEY, assign
from transforms.step import Tables

INPUTS = ("identity.standard_record", "identity.suspect_value", "identity.identity_pair", "ops.setting")
LAST_NIGHT = ("identity.record", "identity.identity_alias")


def build(tables: Tables) -> pl.DataFrame:
    """One row a record: source, party_key, customer_id, party_type, record_hash, joined_on, sorted by key."""
    record = tables.read(RECORD_HASH)
    pairs = tables.read(
        "select source_l, party_key_l, source_r, party_key_r, match_weight, rule from identity.identity_pair"
    )
    setting = tables.read("select merge_probability, today from ops.setting")
    last = tables.read("select source, party_key, customer_id, joined_on from last_night.identity.record")
    alias = tables.read("select alias_id from last_night.identity.identity_alias")
    ids = assign(clusters(record, pairs, setting["merge_probability"].item()), last, alias)
    today = pl.lit(setting["today"].item(), pl.Date)
    return (
        record.join(ids, on=KEY)
        .join(last.select(*KEY, pl.col("customer_id").alias("last_id"), "joined_on"), on=KEY, how="left")
        .with_columns(
            pl.when(pl.col("customer_id") == pl.col("last_id")).then("joined_on").otherwise(today).alias("joined_on")
        )
        .select(*KEY, "customer_id", "party_type", "record_hash", "joined_on")
        .sort(KEY)
    )
