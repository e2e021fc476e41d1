"""What changed since the last sending of a release: rows to add, change, take away, and ids that merged."""

from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.privacy import HELD_CODES
from warehouse import ddl
from warehouse.release.gate import Refused, Terms, list_of_columns
from warehouse.release.relation import Relations

# Removals that customers asked for, or that a merge or a changed key explains, go out however many they are.
EXPLAINED = ("ERASED", "DENIED", "MERGED", "REKEYED")
CHANGED = "_sent <> _digest and _key = _sent_key"
UNCHANGED = f"(_sent = _digest and _key = _sent_key) or ({CHANGED} and _is_waiting)"
# What the recipient refused is not there: a refused row is new again, a refused change still to be made.
SENT = """
select s.customer_id, s.target_id, s.first_sent_on, s.last_sent_on,
  case when d.action = 'update' then '' else s.row_hash end as row_hash
from last_night.privacy.disclosure_subject s
left join privacy.delivery d on d.release = s.release and d.customer_id = s.customer_id and d.sent_on = s.last_sent_on
  and d.status = 'rejected'
where s.release = ? and coalesce(d.action, '') <> 'create'
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows to add, change and take away, those of them that merged, and those that stand as sent before."""

    created: int
    updated: int
    removed: int
    unchanged: int
    merged: int


def compare(
    con: duckdb.DuckDBPyConnection, names: Relations, terms: Terms, key: bytes, removal_share: float
) -> Difference:
    """Split `cleared` and what was sent last into `create`, `update`, `remove`, `keep` and `merge`.

    Rows are told apart by keyed digests of what was sent last. Raises Refused when more than `removal_share` of what
    the recipient holds would be taken away unexplained: a source that came empty must not empty a CRM.
    """
    # A length before each value: no two different rows have the same text.
    parts = ", ".join(
        f"coalesce(strlen({one}) || ':' || {one}, '-')"
        for one in (f"cast({list_of_columns([column])} as varchar)" for column in terms.columns)
    )
    con.execute(
        f"create or replace temp table keyed as select *, {terms.key} as _key, "
        f"sha256(concat_ws('|', ?, {parts})) as _digest from {names.cleared}",
        [key.hex()],
    )
    con.execute(
        f"""create or replace temp table {names.compared} as
            with sent as ({SENT})
            select t.*, s.row_hash as _sent, s.customer_id as _gone, s.target_id as _sent_key,
              s.first_sent_on as _first, s.last_sent_on as _last,
              x.target_id as _theirs, ? and x.target_id is null as _is_waiting
            from keyed t
            full join sent s on s.customer_id = t.customer_id
            left join privacy.export_crosswalk x
              on x.release = ? and x.customer_id = coalesce(t.customer_id, s.customer_id)""",
        [terms.release, terms.needs_target_id, terms.release],
    )
    conditions = {
        names.create: "_digest is not null and (_sent is null or _key <> _sent_key)",
        names.update: f"{CHANGED} and not _is_waiting",
        names.remove: "(_digest is null or _key <> _sent_key) and _sent_key not in (select _key from keyed)",
        names.keep: UNCHANGED,
    }
    for part, condition in conditions.items():
        con.execute(f"create or replace temp table {part} as from {names.compared} where {condition}")
    con.execute(
        f"""create or replace temp table {names.merge} as
           select r._gone as customer_id, r._sent_key as _old_key, c._key as _new_key
           from {names.remove} r
           inner join identity.identity_alias a on a.alias_id = r._gone
           inner join keyed c on c.customer_id = a.customer_id"""
    )
    held = _count(con, f"{names.compared} where _gone is not null")
    unexplained = sum(n for code, n in removal_reasons(con, names).items() if code not in EXPLAINED)
    if held and unexplained / held > removal_share:
        raise Refused(
            "REMOVALS", f"{unexplained} of {held} customers would be taken away, more than {removal_share:.0%}"
        )
    return Difference(
        created=_count(con, names.create),
        updated=_count(con, names.update),
        removed=_count(con, names.remove),
        unchanged=_count(con, names.keep),
        merged=_count(con, names.merge),
    )


def removal_reasons(con: duckdb.DuckDBPyConnection, names: Relations) -> dict[str, int]:
    """Customers to take away by reason: code of the gate, MERGED, REKEYED or NOT_SELECTED."""
    order = " ".join(f"when {ddl.text(code)} then {place}" for place, code in enumerate(HELD_CODES))
    query = f"""
        with why as (select customer_id, arg_min(code, case code {order} end) as code
            from {names.held} group by customer_id)
        select case when e.customer_id is not null then 'ERASED' when r._digest is not null then 'REKEYED'
            when w.code is not null then w.code
            when a.alias_id is not null then 'MERGED' else 'NOT_SELECTED' end, count(*)
        from {names.remove} r
        left join why w on w.customer_id = r._gone
        left join identity.identity_alias a on a.alias_id = r._gone
        left join privacy.erasure e on e.customer_id = r._gone
        group by 1 order by 1"""
    return {str(code): int(n) for code, n in con.execute(query).fetchall()}


def _count(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(con.execute(f"select count(*) from {rows}").fetchall()[0][0])


def note_sent(con: duckdb.DuckDBPyConnection, names: Relations, terms: Terms, today: date) -> None:
    """What the recipient holds from tonight on, and a line a sent row in the delivery log."""
    told = () if terms.is_identified else (*terms.quasi_identifiers, *terms.sensitive)
    pairs = ", ".join(f"{ddl.text(c)}: cast({ddl.name(c)} as varchar)" for c in told)
    labels = f"cast(to_json({{{pairs}}}) as varchar)" if told else "null"
    con.execute(
        f"""insert into privacy.disclosure_subject
            select ?, customer_id, _key, case when _is_waiting and {CHANGED} then _sent else _digest end,
              coalesce(_first, ?::date), case when {UNCHANGED} then _last else ?::date end, {labels}
            from {names.compared} where _digest is not null""",
        [terms.release, today, today],
    )
    actions = (
        ("create", names.create, "customer_id"),
        ("update", names.update, "customer_id"),
        ("remove", names.remove, "_gone"),
        ("merge", names.merge, "customer_id"),
    )
    for action, rows, customer in actions:
        con.execute(
            f"insert into privacy.delivery select ?, ?, ?, {customer}, 'sent', null from {rows}",
            [terms.release, today, action],
        )


def told_elsewhere(con: duckdb.DuckDBPyConnection, release: str) -> dict[str, duckdb.DuckDBPyRelation]:
    """What other pseudonymous releases told the same recipient: release -> customer_id and labels as JSON.

    A release that has gone tonight counts as it went, one that has not as the recipient holds it.
    """
    query = """
        with recipient as (select recipient from privacy.release_contract where release = ?),
        other as (
          select distinct d.release from privacy.disclosure d semi join recipient r on r.recipient = d.recipient
          where d.release <> ? and d.mode = 'pseudonymous'
        )
        select release from other order by release"""
    found = {}
    for (other,) in con.execute(query, [release, release]).fetchall():
        tonight = con.execute("select count(*) from privacy.disclosure_subject where release = ?", [other]).fetchall()
        where = "" if tonight[0][0] else "last_night."
        found[other] = con.sql(
            f"select customer_id, labels from {where}privacy.disclosure_subject "
            f"where release = {ddl.text(other)} and labels is not null"
        )
    return found
