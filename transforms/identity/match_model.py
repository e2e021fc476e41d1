"""identity.match_model: one row a parameter of the matching model that stands tonight."""

from typing import get_args

import polars as pl

from transforms.method.matching.model import PartyType
from transforms.method.matching.weighing import learn, must_learn
from transforms.step import Tables

INPUTS = ("identity.standard_record", "identity.suspect_value", "identity.trained_model", "ops.setting")
LAST_NIGHT = ("identity.match_model",)

# The model that somebody accepted comes first, then the one that stood last night; else one is learnt.
KNOWN = ("identity.trained_model", "last_night.identity.match_model")


def build(tables: Tables) -> str:
    """SELECT of the parameters of each party type: party_type, kind, name, value, number."""
    budget, growth = tables.read("select pairs_per_record, model_growth from ops.setting").row(0)
    return " union all ".join(_standing(tables, kind, float(budget), growth) for kind in get_args(PartyType))


def _standing(tables: Tables, party_type: PartyType, budget: float, growth: float) -> str:
    for table in KNOWN:
        if not must_learn(tables.connection, party_type, growth, table):
            return f"select party_type, kind, name, value, number from {table} where party_type = '{party_type}'"
    learnt = f"learnt_{party_type}_model"
    rows = learn(tables.connection, party_type, budget)
    tables.connection.register(learnt, rows.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return f"select party_type, kind, name, value, number from {learnt}"
