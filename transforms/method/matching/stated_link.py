"""What is stated about two records, by people and by sources, and what needs no comparing."""

from datetime import date
from typing import Any

from transforms.method.matching.relation import Stated

# A record that tells nothing but an e-mail or a phone is whoever has it: of several, who has it in most records. It
# follows that record into its cluster and is compared with nobody, or its silence would speak against the others.
BARE_RECORD = """create or replace temp table {bare} as
    select record_id, coalesce('e-mail ' || email, 'phone ' || phone) as reach from {records}
    where coalesce(name, company, birth, number, address) is null and coalesce(email, phone) is not null"""
HOLDER = """create or replace temp table holder as
    with reached as (
        select record_id, coalesce(given, company) as who, 'e-mail ' || email as reach from {records}
        where email is not null
        union all
        select record_id, coalesce(given, company), 'phone ' || phone from {records} where phone is not null
    ),
    asked as (from reached semi join {bare} using (reach)),
    counted as (select *, count(who) over (partition by reach, who) as records from asked)
    select reach, arg_min(record_id, (who is null, -records, record_id)) as record_id from counted group by reach"""
NOT_BARE = """delete from {candidates}
    where record_id_l in (select record_id from {bare}) or record_id_r in (select record_id from {bare})"""

# What is said of one pair is settled by the least rank: a person outranks every source, `different_from` outranks
# `same_as`, which is safer, and a bare record follows only where nobody says anything.
STATED_LINK = """create or replace temp table {link} as
    with stated as (
        select l.record_id as one, r.record_id as other, 'judgement_' || judgement.judgement as rule, 1 as rank
        from identity.judgement judgement
        join {records} l on l.source = judgement.source_l and l.party_key = judgement.party_key_l
        join {records} r on r.source = judgement.source_r and r.party_key = judgement.party_key_r
        where judgement.judgement in ('same', 'different')
        union all
        select l.record_id, r.record_id,
            case relation.relation when 'same_as' then 'must_link' else 'cannot_link' end,
            case relation.relation when 'same_as' then 3 else 2 end
        from core.relation relation
        join {records} l on l.source = relation.source and l.party_key = relation.party_key
        join {records} r
            on r.source = coalesce(relation.related_source, relation.source) and r.party_key = relation.related_key
        where relation.relation in ('same_as', 'different_from') and l.record_id <> r.record_id
            and coalesce(relation.valid_from, $today) <= $today and coalesce(relation.valid_to, $today) >= $today
        union all
        select bare.record_id, holder.record_id,
            case when bare.record_id < holder.record_id then 'l_follows_r' else 'r_follows_l' end, 4
        from {bare} bare join holder on bare.reach = holder.reach and holder.record_id <> bare.record_id
    )
    select least(one, other) as record_id_l, greatest(one, other) as record_id_r, arg_min(rule, (rank, rule)) as rule
    from stated group by all"""


def state_links(connection: Any, records: str, today: date) -> Stated:
    """What is stated of tonight's records (a table of `Records`), in temporary tables."""
    stated = Stated()
    connection.execute(BARE_RECORD.format(bare=stated.bare, records=records))
    connection.execute(HOLDER.format(bare=stated.bare, records=records))
    connection.execute(STATED_LINK.format(link=stated.link, bare=stated.bare, records=records), {"today": today})
    return stated


def drop_bare(connection: Any, candidates: str, bare: str) -> None:
    """Takes the pairs of bare records out of the candidate pairs."""
    connection.execute(NOT_BARE.format(candidates=candidates, bare=bare))
