"""What changed since the last sending of a release: rows to add, change, take away, and ids that merged."""

from dataclasses import dataclass

import duckdb

from expectations.privacy import HELD_CODES
from warehouse.gate import Refused, Terms, list_of_columns

# Removals that customers asked for, or that a merge explains, go out however many they are.
EXPLAINED = ("ERASED", "DENIED", "MERGED")
PARTS = {
    "to_create": "_sent is null",
    "to_update": "_sent <> _digest",
    "to_remove": "_digest is null",
    "to_keep": "_sent = _digest",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows to add, change and take away, those of them that merged, and those that stand as sent before."""

    created: int
    updated: int
    removed: int
    unchanged: int
    merged: int


def compare(con: duckdb.DuckDBPyConnection, terms: Terms, key: bytes, removal_share: float) -> Difference:
    """Split `cleared` into `to_create`, `to_update`, `to_remove`, `to_keep` and `to_merge`.

    Rows are told apart by keyed digests of what was sent last. Raises Refused when more than `removal_share` of what
    the recipient holds would be taken away unexplained: a source that came empty must not empty a CRM.
    """
    # A length before each value: no two different rows have the same text.
    parts = ", ".join(
        f"coalesce(strlen({one}) || ':' || {one}, '-')"
        for one in (f"cast({list_of_columns([column])} as varchar)" for column in terms.columns)
    )
    con.execute(
        f"""create or replace temp table compared as
            with tonight as (select *, sha256(concat_ws('|', ?, {parts})) as _digest from cleared),
            sent as (select * from last_night.privacy.disclosure_subject where release = ?)
            select t.*, s.row_hash as _sent, s.customer_id as _gone, s.first_sent_on as _first, s.last_sent_on as _last
            from tonight t full join sent s on s.customer_id = t.customer_id""",
        [key.hex(), terms.release],
    )
    counts = {name: _part(con, name, condition) for name, condition in PARTS.items()}
    con.execute(
        """create or replace temp table to_merge as
           select r._gone as customer_id, a.customer_id as merged_into
           from to_remove r
           inner join identity.identity_alias a on a.alias_id = r._gone
           inner join cleared c on c.customer_id = a.customer_id"""
    )
    held = counts["to_update"] + counts["to_remove"] + counts["to_keep"]
    unexplained = sum(n for code, n in removal_reasons(con).items() if code not in EXPLAINED)
    if held and unexplained / held > removal_share:
        raise Refused(
            "REMOVALS", f"{unexplained} of {held} customers would be taken away, more than {removal_share:.0%}"
        )
    merged = int(con.execute("select count(*) from to_merge").fetchall()[0][0])
    return Difference(counts["to_create"], counts["to_update"], counts["to_remove"], counts["to_keep"], merged)


def removal_reasons(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Customers to take away by reason: code of the gate, MERGED, or NOT_SELECTED."""
    order = " ".join(f"when '{code}' then {place}" for place, code in enumerate(HELD_CODES))
    query = f"""
        with why as (select customer_id, arg_min(code, case code {order} end) as code from held group by customer_id)
        select coalesce(w.code, case when a.alias_id is null then 'NOT_SELECTED' else 'MERGED' end), count(*)
        from to_remove r
        left join why w on w.customer_id = r._gone
        left join identity.identity_alias a on a.alias_id = r._gone
        group by 1 order by 1"""
    return {str(code): int(n) for code, n in con.execute(query).fetchall()}


def _part(con: duckdb.DuckDBPyConnection, name: str, condition: str) -> int:
    con.execute(f"create or replace temp table {name} as from compared where {condition}")
    return int(con.execute(f"select count(*) from {name}").fetchall()[0][0])
