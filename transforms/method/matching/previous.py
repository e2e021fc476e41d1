"""What still holds of last night's pairs, so that a night compares only what changed and finds what a full night finds.

Whether two records are compared, and what that says, depends on these two, on what is stated about them, and on the
model alone. A pair that only completes a component (see `evidence`) depends on that component as well.
"""

from typing import Any

from transforms.method.matching.match_record import NUMBER, OWN
from transforms.method.matching.relation import Recalled

# How a pair speaks: whole customers are joined or kept apart by what is stated, all others by weight.
LINKS = ("judgement_same", "must_link")
FOLLOWS = ("l_follows_r", "r_follows_l")
SEPARATIONS = ("judgement_different", "cannot_link", "veto")
# What holds the records of a component together.
IS_EDGE = f"(rule in {LINKS} or (match_weight > 0 and rule not in {SEPARATIONS + FOLLOWS}))"

LEFT, RIGHT = (NUMBER.format(source=f"source_{side}", party_key=f"party_key_{side}") for side in ("l", "r"))

# Sides stand in the order of their numbers, as pairs are compared; a rule that tells the sides apart turns with them.
TURNED = "case rule when 'l_follows_r' then 'r_follows_l' when 'r_follows_l' then 'l_follows_r' else rule end"
LAST_PAIR = f"""create or replace temp table {{pair}} as
    with numbered as (
        select {LEFT} as one, {RIGHT} as other, rule, brought_by, {IS_EDGE} as is_edge
        from last_night.identity.identity_pair where party_type = $party_type
    ),
    sided as (
        select least(one, other) as record_id_l, greatest(one, other) as record_id_r, brought_by, is_edge,
            case when brought_by = 'statement' then case when one < other then rule else {TURNED} end end as stated
        from numbered
    )
    select record_id_l, record_id_r, is_edge,
        case
            when l.record_id is not null or r.record_id is not null then 'gone'
            when stated is not null and link.rule is null then 'withdrawn'
            when link.rule is distinct from stated then 'gone'
            when brought_by = 'component' then 'completes'
            else 'holds'
        end as state
    from sided
    left join changed_record l on l.record_id = record_id_l
    left join changed_record r on r.record_id = record_id_r
    left join {{link}} link using (record_id_l, record_id_r)"""
NO_PAIR = """create or replace temp table {pair}
    (record_id_l ubigint, record_id_r ubigint, is_edge boolean, state varchar)"""
# Whether a key brings two records together of which nothing is stated any more is for the blocking to say.
AFFECTED = """create or replace temp table {affected} as
    from changed_record union select unnest([record_id_l, record_id_r]) from {pair} where state = 'withdrawn'"""


def recall(connection: Any, party_type: str, records: str, link: str, holds: bool) -> Recalled:
    """What last night's pairs are worth, in temporary tables; `records` and `link` are of `Records` and `Stated`.

    Unless what was weighed last night `holds`, as it does under the same model, there is no pair of last night, and
    nothing of last night is read.
    """
    recalled = Recalled()
    if not holds:
        connection.execute(NO_PAIR.format(pair=recalled.pair))
        return Recalled(affected=None)
    same_type = f"party_type = '{party_type}'"
    connection.execute(f"create or replace temp table changed_record as {changed(records, same_type)}")
    connection.execute(LAST_PAIR.format(pair=recalled.pair, link=link), {"party_type": party_type})
    connection.execute(AFFECTED.format(pair=recalled.pair, affected=recalled.affected))
    return recalled


def changed(records: str, condition: str) -> str:
    """SELECT of the numbers of records that came, changed or went: `records` has record_id and record_hash of tonight.

    Last night's are those that meet the condition.
    """
    return f"""
        select coalesce(tonight.record_id, before.record_id) as record_id
        from {records} tonight
        full join (select {OWN} as record_id, record_hash from last_night.identity.record where {condition}) before
            on before.record_id = tonight.record_id and before.record_hash = tonight.record_hash
        where tonight.record_id is null or before.record_id is null"""
