"""identity.identity_pair: one row a pair of records with the evidence for or against being one customer."""

from typing import get_args

import polars as pl

from transforms.matching.model import PartyType
from transforms.matching.night import learn, weighed_pairs
from transforms.step import Tables

INPUTS = ("identity.standard_record", "identity.suspect_value", "core.relation", "ops.setting")

# What a source or a person states is certain, whatever the model says.
STATED = {
    **dict.fromkeys(("judgement_same", "must_link", "l_follows_r", "r_follows_l"), 1.0),
    **dict.fromkeys(("judgement_different", "cannot_link", "veto"), 0.0),
}


def build(tables: Tables) -> pl.DataFrame:
    """One row a pair: the keys of both records, match_probability, match_weight (log2), rule, reason."""
    budget = float(tables.read("select pairs_per_record from ops.setting").item())
    found = []
    for party_type in get_args(PartyType):
        learnt = learn(tables.connection, party_type, budget).to_arrow(compat_level=pl.CompatLevel.oldest())
        tables.connection.register("learnt_model", learnt)
        found.append(
            weighed_pairs(tables.connection, party_type, budget, only_changes=False, model_table="learnt_model")
        )
        tables.connection.unregister("learnt_model")
    probability = 1 / (1 + 2.0 ** -pl.col("match_weight"))
    return (
        pl.concat(found)
        .with_columns(
            pl.col("rule")
            .replace_strict(STATED, default=probability, return_dtype=pl.Float64)
            .alias("match_probability")
        )
        .sort("source_l", "party_key_l", "source_r", "party_key_r")
    )
