"""One night's matching of one party type, from standardised records to weighed pairs."""

from typing import Any

import polars as pl

from transforms.matching.blocking import block, candidates, leave_out
from transforms.matching.evidence import weigh
from transforms.matching.match_record import prepare
from transforms.matching.model import PartyType
from transforms.matching.training import train

# A relation that a source states tonight, as a rule between two records; the strongest word on a pair counts.
STATED_LINK = """create or replace temp table stated_link as
    with today as (select today from ops.setting),
    stated as (
        select l.record_id as one, r.record_id as other,
            case relation.relation when 'same_as' then 'must_link' else 'cannot_link' end as rule
        from core.relation relation cross join today
        join match_record l on l.source = relation.source and l.party_key = relation.party_key
        join match_record r on r.source = coalesce(relation.related_source, relation.source) and r.party_key = relation.related_key
        where relation.relation in ('same_as', 'different_from') and l.record_id <> r.record_id
            and coalesce(relation.valid_from, today) <= today and coalesce(relation.valid_to, today) >= today
    )
    select least(one, other) as record_id_l, greatest(one, other) as record_id_r, min(rule) as rule
    from stated group by all"""


def weighed_pairs(connection: Any, party_type: PartyType, pairs_per_record: float) -> pl.DataFrame:
    """One row a pair of records: their keys (source_l, party_key_l, source_r, party_key_r), match_weight, rule, reason."""
    records = prepare(connection, "identity.standard_record", "identity.suspect_value", party_type)
    model = train(connection, party_type, records, pairs_per_record)
    connection.execute(STATED_LINK)
    block(connection, model.rules)
    leave_out(connection)
    candidates(connection, records, pairs_per_record)
    weigh(connection, model, "candidate_pair")
    return connection.sql(
        """select l.source as source_l, l.party_key as party_key_l, r.source as source_r, r.party_key as party_key_r,
            match_weight, weighed_pair.rule, reason
        from weighed_pair join match_record l on l.record_id = record_id_l join match_record r on r.record_id = record_id_r"""
    ).pl()
