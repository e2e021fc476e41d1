"""identity.identity_pair: one row a pair of records with the evidence for or against being one customer."""

from transforms.method.matching.model_rows import is_same_model
from transforms.method.matching.weighing import COLUMNS, weighed_pairs
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

PARTY_TYPES = "select distinct party_type from identity.standard_record order by party_type"
NO_PAIR = f"select {COLUMNS} from last_night.identity.identity_pair where false"

# What a source or a person states is certain, whatever the model says.
PROBABILITY = """case
    when rule in ('judgement_same', 'must_link', 'l_follows_r', 'r_follows_l') then 1
    when rule in ('judgement_different', 'cannot_link', 'veto') then 0
    else 1 / (1 + pow(2, -match_weight)) end"""


def build(tables: Tables) -> str:
    """SELECT of one row a pair: what `weighed_pairs` says of it, and match_probability.

    Under the model of last night only what changed is compared.
    """
    budget, today = tables.read("select pairs_per_record, today from ops.setting").row(0)
    found = [NO_PAIR]
    for (party_type,) in tables.read(PARTY_TYPES).iter_rows():
        only_changes = is_same_model(tables.connection, party_type, MODEL, LAST_MODEL)
        found.append(weighed_pairs(tables.connection, party_type, float(budget), today, only_changes, MODEL))
    pairs = " union all ".join(found)
    return f"select *, {PROBABILITY} as match_probability from ({pairs})"
