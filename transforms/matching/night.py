"""One night's matching of one party type: a model is learnt once, then pairs are weighed under it night after night."""

from datetime import date
from typing import Any

import polars as pl

from transforms.matching.blocking import candidates
from transforms.matching.comparison import TWO_NUMBERS
from transforms.matching.evidence import weigh
from transforms.matching.frozen import freeze, thaw, thaw_terms
from transforms.matching.match_record import NUMBER, prepare
from transforms.matching.model import PartyType
from transforms.matching.statement import drop_bare, state_links
from transforms.matching.training import train

# Pairs that the records alone speak about, whatever is stated.
OF_THE_MODEL = f"rule in ('model', 'veto') or (rule = 'cannot_link' and contains(reason, '{TWO_NUMBERS}'))"

# Records that are new or have changed since last night, and both of a pair about which something was stated last night
# that is not stated tonight; then last night's pairs of all others.
TOUCHED = f"""create or replace temp table touched_record as
    select record_id from match_record
    anti join last_night.identity.record last using (source, party_key, record_hash)
    union
    select unnest([record_id_l, record_id_r]) from (
        select least(l, r) as record_id_l, greatest(l, r) as record_id_r from (
            select {NUMBER.format(source="source_l", party_key="party_key_l")} as l,
                {NUMBER.format(source="source_r", party_key="party_key_r")} as r
            from last_night.identity.identity_pair
            where not ({OF_THE_MODEL})
        )
    ) anti join stated_link using (record_id_l, record_id_r)"""
KEPT_PAIR = f"""create or replace temp table kept_pair as
    with untouched as (select record_id from match_record anti join touched_record using (record_id)),
    numbered as (
        select source_l, party_key_l, source_r, party_key_r, match_weight, rule, reason,
            {NUMBER.format(source="source_l", party_key="party_key_l")} as one,
            {NUMBER.format(source="source_r", party_key="party_key_r")} as other
        from last_night.identity.identity_pair where {OF_THE_MODEL}
    )
    select numbered.* exclude (one, other), least(one, other) as record_id_l, greatest(one, other) as record_id_r
    from numbered
    semi join untouched l on l.record_id = one
    semi join untouched r on r.record_id = other
    anti join stated_link
        on stated_link.record_id_l = least(one, other) and stated_link.record_id_r = greatest(one, other)"""

PAIR = """with keyed as (
        select l.source as source_l, l.party_key as party_key_l, r.source as source_r, r.party_key as party_key_r,
            match_weight, weighed_pair.rule, reason,
            (l.source, l.party_key) < (r.source, r.party_key) as in_order
        from weighed_pair
        join match_record l on l.record_id = record_id_l
        join match_record r on r.record_id = record_id_r
    )
    select
        case when in_order then source_l else source_r end as source_l,
        case when in_order then party_key_l else party_key_r end as party_key_l,
        case when in_order then source_r else source_l end as source_r,
        case when in_order then party_key_r else party_key_l end as party_key_r,
        match_weight,
        case when in_order then rule when rule = 'l_follows_r' then 'r_follows_l'
            when rule = 'r_follows_l' then 'l_follows_r' else rule end as rule,
        reason
    from keyed"""
ALL_PAIRS = f"""{PAIR} union all
    select source_l, party_key_l, source_r, party_key_r, match_weight, rule, reason from kept_pair"""


def learn(connection: Any, party_type: PartyType, pairs_per_record: float) -> pl.DataFrame:
    """One row a parameter of the model trained on tonight's records (see `frozen.freeze`)."""
    records = prepare(connection, party_type)
    model = train(connection, party_type, records, pairs_per_record)
    return freeze(connection, model)


def must_learn(connection: Any, party_type: PartyType, growth: float, model_table: str) -> bool:
    """The table holds no model, one of other comparisons, or one whose base has grown by more than the factor."""
    count = "select count(*) from identity.standard_record where party_type = ?"
    records = int(connection.execute(count, [party_type]).fetchall()[0][0])
    model = thaw(connection, party_type, model_table)
    return model is None or records > growth * max(model.trained_records, 1)


def weighed_pairs(
    connection: Any, party_type: PartyType, pairs_per_record: float, today: date, only_changes: bool, model_table: str
) -> pl.DataFrame:
    """One row a pair: source_l, party_key_l, source_r, party_key_r, match_weight, rule, reason.

    Statements count that are valid on `today`. With `only_changes` pairs of records that are as they were last night
    are taken from last night, which gives the same clusters when the model is the same. Raises PairBudgetError, and
    ValueError without a model.
    """
    records = prepare(connection, party_type)
    model = thaw(connection, party_type, model_table)
    if model is None:
        raise ValueError(f"there is no model of the {party_type}")
    thaw_terms(connection, party_type, model_table)
    state_links(connection, today)
    if only_changes:
        connection.execute(TOUCHED)
        connection.execute(KEPT_PAIR)
    touched, kept = ("touched_record", "kept_pair") if only_changes else (None, None)
    candidates(connection, model.rules, records, pairs_per_record, touched)
    drop_bare(connection)
    weigh(connection, model, "candidate_pair", kept)
    pairs: pl.DataFrame = connection.sql(ALL_PAIRS if only_changes else PAIR).pl()
    return pairs
