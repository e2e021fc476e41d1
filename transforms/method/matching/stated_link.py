"""What is stated about two records, by people and by sources, and what needs no comparing."""

from datetime import date
from typing import Any

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
    asked as (from reached semi join bare_record using (reach)),
    counted as (select *, count(who) over (partition by reach, who) as records from asked)
    select reach, arg_min(record_id, (who is null, -records, record_id)) as record_id from counted group by reach"""
NOT_BARE = """delete from candidate_pair
    where record_id_l in (select record_id from bare_record) or record_id_r in (select record_id from bare_record)"""

# What is said of one pair is settled by the least rank: a person outranks every source, `different_from` outranks
# `same_as`, which is safer, and a bare record follows only where nobody says anything.
STATED_LINK = """create or replace temp table stated_link as
    with stated as (
        select l.record_id as one, r.record_id as other, 'judgement_' || judgement.judgement as rule, 1 as rank
        from identity.judgement judgement
        join match_record l on l.source = judgement.source_l and l.party_key = judgement.party_key_l
        join match_record r on r.source = judgement.source_r and r.party_key = judgement.party_key_r
        where judgement.judgement in ('same', 'different')
        union all
        select l.record_id, r.record_id,
            case relation.relation when 'same_as' then 'must_link' else 'cannot_link' end,
            case relation.relation when 'same_as' then 3 else 2 end
        from core.relation relation
        join match_record l on l.source = relation.source and l.party_key = relation.party_key
        join match_record r
            on r.source = coalesce(relation.related_source, relation.source) and r.party_key = relation.related_key
        where relation.relation in ('same_as', 'different_from') and l.record_id <> r.record_id
            and coalesce(relation.valid_from, $today) <= $today and coalesce(relation.valid_to, $today) >= $today
        union all
        select bare_record.record_id, holder.record_id,
            case when bare_record.record_id < holder.record_id then 'l_follows_r' else 'r_follows_l' end, 4
        from bare_record join holder on bare_record.reach = holder.reach and holder.record_id <> bare_record.record_id
    )
    select least(one, other) as record_id_l, greatest(one, other) as record_id_r, arg_min(rule, (rank, rule)) as rule
    from stated group by all"""


def state_links(connection: Any, today: date) -> None:
    """Makes the temporary tables `stated_link` (record_id_l, record_id_r, rule) and `bare_record` of tonight."""
    connection.execute(BARE_RECORD)
    connection.execute(HOLDER)
    connection.execute(STATED_LINK, {"today": today})


def drop_bare(connection: Any) -> None:
    """Takes the pairs of bare records out of `candidate_pair`."""
    connection.execute(NOT_BARE)
