"""One night's matching of one party type: a model is learnt once, then pairs are weighed under it night after night."""

from datetime import date
from typing import Any

import polars as pl

from transforms.method.matching.blocking import candidates
from transforms.method.matching.evidence import weigh
from transforms.method.matching.match_record import prepare
from transforms.method.matching.model import PartyType
from transforms.method.matching.model_rows import load, load_terms, save
from transforms.method.matching.previous import LEFT, RIGHT, TURNED, recall
from transforms.method.matching.relation import Pairs
from transforms.method.matching.stated_link import drop_bare, state_links
from transforms.method.matching.training import train

COLUMNS = (
    """source_l, party_key_l, source_r, party_key_r, party_type, match_weight, rule, reason, brought_by, weighed_on"""
)
# Pairs weighed tonight by the keys of their records, the record that sorts first on the left.
FRESH = f"""create or replace temp table fresh_{{party_type}}_pair as
    with keyed as (
        select l.source as source_l, l.party_key as party_key_l, r.source as source_r, r.party_key as party_key_r,
            weighed.*, (l.source, l.party_key) < (r.source, r.party_key) as in_order
        from {{weighed}} weighed
        join {{record}} l on l.record_id = record_id_l
        join {{record}} r on r.record_id = record_id_r
    )
    select
        case when in_order then source_l else source_r end as source_l,
        case when in_order then party_key_l else party_key_r end as party_key_l,
        case when in_order then source_r else source_l end as source_r,
        case when in_order then party_key_r else party_key_l end as party_key_r,
        $party_type as party_type, match_weight,
        case when in_order then rule else {TURNED} end as rule, reason, brought_by, $today as weighed_on
    from keyed"""
PAST = """create or replace temp table past_{party_type}_pair as
    select unnest([hash(record_id_l, record_id_r), hash(record_id_r, record_id_l)]) as pair
    from {last} where state in ('gone', 'withdrawn')"""
STANDING = f"""
    select {COLUMNS} from fresh_{{party_type}}_pair
    union all
    select {COLUMNS} from last_night.identity.identity_pair
    anti join past_{{party_type}}_pair past on past.pair = hash({LEFT}, {RIGHT})
    where party_type = '{{party_type}}'"""


def learn(connection: Any, party_type: PartyType, pairs_per_record: float) -> pl.DataFrame:
    """One row a parameter of the model trained on tonight's records (see `model_rows.save`)."""
    records = prepare(connection, party_type)
    model, frozen = train(connection, party_type, records, pairs_per_record)
    return save(connection, model, frozen)


def must_learn(connection: Any, party_type: PartyType, growth: float, model_table: str) -> bool:
    """The table holds no model, one of other comparisons, or one whose base has grown by more than the factor."""
    count = "select count(*) from identity.standard_record where party_type = ?"
    records = int(connection.execute(count, [party_type]).fetchall()[0][0])
    model = load(connection, party_type, model_table)
    return model is None or records > growth * max(model.trained_records, 1)


def weighed_pairs(
    connection: Any, party_type: PartyType, pairs_per_record: float, today: date, only_changes: bool, model_table: str
) -> str:
    """SELECT of one row a pair: the keys of both, party_type, match_weight, rule, reason, brought_by, weighed_on.

    Statements count that are valid on `today`. With `only_changes`, which asks for the model of last night, only what
    changed is compared; the pairs are those of a full night. Raises PairBudgetError, and ValueError without a model.
    The SELECT reads temporary tables, which stand until pairs of the same type are weighed again.
    """
    records = prepare(connection, party_type)
    model = load(connection, party_type, model_table)
    if model is None:
        raise ValueError(f"there is no model of the {party_type}")
    frozen = load_terms(connection, party_type, model_table)
    stated = state_links(connection, records.table, today)
    recalled = recall(connection, party_type, records.table, stated.link, only_changes)
    found = candidates(connection, model.rules, records, frozen.common_key, pairs_per_record, recalled.affected)
    drop_bare(connection, found.table, stated.bare)
    pairs = Pairs(records.table, found.table, stated.link, recalled.pair)
    weighed = weigh(connection, model, frozen, pairs)
    fresh = FRESH.format(party_type=party_type, weighed=weighed, record=pairs.record)
    connection.execute(fresh, {"party_type": party_type, "today": today})
    if only_changes:
        connection.execute(PAST.format(party_type=party_type, last=pairs.last))
    connection.execute(f"drop table {pairs.record}; drop table {weighed}; drop table {pairs.last}")
    return (STANDING if only_changes else f"select {COLUMNS} from fresh_{{party_type}}_pair").format(
        party_type=party_type
    )
