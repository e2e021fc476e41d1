"""One night's matching of one party type: a model is learnt once, then pairs are weighed under it night after night."""

from typing import Any

import polars as pl

from transforms.matching.blocking import candidates
from transforms.matching.evidence import weigh
from transforms.matching.frozen import freeze, thaw
from transforms.matching.match_record import NUMBER, prepare
from transforms.matching.model import PartyType
from transforms.matching.training import train

# A base that has grown by this factor has other frequencies than those the model was trained on.
GROWTH_TO_LEARN_AGAIN = 2.0

# A record that tells nothing but an e-mail or a phone is whoever has it: of several, who has it in most records. It
# follows that record into its cluster and is compared with nobody, or its silence would speak against the others.
BARE_RECORD = """create or replace temp table bare_record as
    select record_id, coalesce('e-mail ' || email, 'phone ' || phone) as reach from match_record
    where coalesce(name, company, birth, number, address) is null and coalesce(email, phone) is not null"""
HOLDER = """create or replace temp table holder as
    with reached as (
        select record_id, coalesce(given, company) as who, 'e-mail ' || email as reach from match_record
        where email is not null
        union all
        select record_id, coalesce(given, company), 'phone ' || phone from match_record where phone is not null
    ),
    counted as (select *, count(who) over (partition by reach, who) as records from reached)
    select reach, arg_min(record_id, (who is null, -records, record_id)) as record_id from counted
    semi join bare_record using (reach) group by reach"""

NOT_BARE = """delete from candidate_pair
    where record_id_l in (select record_id from bare_record) or record_id_r in (select record_id from bare_record)"""

# What sources state tonight; on one pair `different_from` outranks `same_as`, which is safer.
STATED_LINK = """create or replace temp table stated_link as
    with today as (select today from ops.setting),
    stated as (
        select l.record_id as one, r.record_id as other,
            case relation.relation when 'same_as' then 'must_link' else 'cannot_link' end as rule
        from core.relation relation cross join today
        join match_record l on l.source = relation.source and l.party_key = relation.party_key
        join match_record r
            on r.source = coalesce(relation.related_source, relation.source) and r.party_key = relation.related_key
        where relation.relation in ('same_as', 'different_from') and l.record_id <> r.record_id
            and coalesce(relation.valid_from, today) <= today and coalesce(relation.valid_to, today) >= today
        union all
        select bare_record.record_id, holder.record_id,
            case when bare_record.record_id < holder.record_id then 'l_follows_r' else 'r_follows_l' end
        from bare_record join holder on bare_record.reach = holder.reach and holder.record_id <> bare_record.record_id
    )
    select least(one, other) as record_id_l, greatest(one, other) as record_id_r, min(rule) as rule
    from stated group by all"""

# Records that are new or have changed since last night; and last night's pairs of records that have not.
TOUCHED = """create or replace temp table touched_record as
    select record_id from match_record
    anti join last_night.identity.record last using (source, party_key, record_hash)"""
KEPT_PAIR = f"""create or replace temp table kept_pair as
    with untouched as (select record_id from match_record anti join touched_record using (record_id)),
    numbered as (
        select {NUMBER.format(source="source_l", party_key="party_key_l")} as one,
            {NUMBER.format(source="source_r", party_key="party_key_r")} as other, match_weight, rule, reason
        from last_night.identity.identity_pair where rule in ('model', 'veto')
    )
    select least(one, other) as record_id_l, greatest(one, other) as record_id_r, match_weight, rule, reason
    from numbered
    semi join untouched l on l.record_id = one
    semi join untouched r on r.record_id = other"""


def learn(connection: Any, party_type: PartyType, pairs_per_record: float) -> pl.DataFrame:
    """One row a parameter of the model trained on tonight's records (see `frozen.freeze`)."""
    records = prepare(connection, party_type)
    model = train(connection, party_type, records, pairs_per_record)
    return freeze(connection, model)


def must_learn(connection: Any, party_type: PartyType, model_table: str) -> bool:
    """The table holds no model yet, the comparisons have changed, or the base has outgrown it."""
    count = "select count(*) from identity.standard_record where party_type = ?"
    records = int(connection.execute(count, [party_type]).fetchall()[0][0])
    model = thaw(connection, party_type, model_table)
    return model is None or records > GROWTH_TO_LEARN_AGAIN * max(model.trained_records, 1)


def weighed_pairs(
    connection: Any, party_type: PartyType, pairs_per_record: float, only_changes: bool, model_table: str
) -> pl.DataFrame:
    """One row a pair: source_l, party_key_l, source_r, party_key_r, match_weight, rule, reason.

    With `only_changes` pairs of records that are as they were last night are taken from last night, which gives the
    same clusters when the model is the same. Raises PairBudgetError, and ValueError without a model.
    """
    records = prepare(connection, party_type)
    model = thaw(connection, party_type, model_table)
    if model is None:
        raise ValueError(f"there is no model of the {party_type}")
    connection.execute(BARE_RECORD)
    connection.execute(HOLDER)
    connection.execute(STATED_LINK)
    if only_changes:
        connection.execute(TOUCHED)
        connection.execute(KEPT_PAIR)
    touched, kept = ("touched_record", "kept_pair") if only_changes else (None, None)
    candidates(connection, model.rules, records, pairs_per_record, touched)
    connection.execute(NOT_BARE)
    weigh(connection, model, "candidate_pair", kept)
    pairs: pl.DataFrame = connection.sql(
        """with keyed as (
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
    ).pl()
    return pairs
