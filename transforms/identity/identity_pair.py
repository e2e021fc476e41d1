"""identity.identity_pair: one row a pair of records with the evidence for or against being one customer."""

from typing import get_args

import polars as pl

from transforms.matching.frozen import is_same_model
from transforms.matching.model import PartyType
from transforms.matching.night import weighed_pairs
from transforms.step import Tables

INPUTS = (
    "identity.match_model",
    "identity.standard_record",
    "identity.suspect_value",
    "identity.judgement",
    "core.relation",
    "ops.setting",
)
LAST_NIGHT = ("identity.match_model", "identity.identity_pair", "identity.record")
MODEL, LAST_MODEL = "identity.match_model", "last_night.identity.match_model"

# What a source or a person states is certain, whatever the model says.
STATED = {
    **dict.fromkeys(("judgement_same", "must_link", "l_follows_r", "r_follows_l"), 1.0),
    **dict.fromkeys(("judgement_different", "cannot_link", "veto"), 0.0),
}


def build(tables: Tables) -> pl.DataFrame:
    """One row a pair: the keys of both records, match_probability, match_weight (log2), rule, reason.

    Under the model of last night only what changed is compared.
    """
    budget, today = tables.read("select pairs_per_record, today from ops.setting").row(0)
    found = []
    for party_type in get_args(PartyType):
        only_changes = is_same_model(tables.connection, party_type, MODEL, LAST_MODEL)
        found.append(weighed_pairs(tables.connection, party_type, float(budget), today, only_changes, MODEL))
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
