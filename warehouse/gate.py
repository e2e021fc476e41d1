"""The gate: which rows of a release may leave, which are held back and why, and what changed since the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.table import GRADES, Grade
from warehouse import ddl
from warehouse.lineage import Lineage, Unclassified, columns_of

# The last thing that a customer did with us, for retention.
LAST_SEEN = """
select customer_id, max(seen_on) as seen_on from (
  select customer_id, max(occurred_on) as seen_on from value.purchase where customer_id is not null group by customer_id
  union all
  select r.customer_id, max(cast(i.occurred_at as date)) from core.interaction as i
  inner join identity.record as r on r.source = coalesce(i.party_source, i.source) and r.party_key = i.party_key
  group by r.customer_id
) as seen group by customer_id
"""


class Refused(Exception):
    """The whole release is refused: a code for machines, a sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Terms:
    """What the gate must hold a release to."""

    release: str
    columns: tuple[str, ...]
    purpose: str | None
    highest_grade: Grade
    needs_consent: bool
    retention_days: int | None
    is_identified: bool
    quasi_identifiers: tuple[str, ...]
    k: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows to add, change and take away, and those that stand as sent before."""

    created: int
    updated: int
    removed: int
    unchanged: int


def examine(query: str, terms: Terms, today: date) -> list[Lineage]:
    """What can be said before any row is read: classified, contract, purpose, minimised, free text. Raises Refused."""
    try:
        columns = columns_of(query)
    except Unclassified as unclassified:
        raise Refused("UNCLASSIFIED", str(unclassified)) from None
    if terms.until and terms.until < today:
        raise Refused("EXPIRED", f"the agreement ended on {terms.until}; renew it in releases/{terms.release}.yaml")
    if terms.purpose is None:
        raise Refused("NO_PURPOSE", "its purpose does not stand in purposes.yaml")
    high = [c.name for c in columns if GRADES.index(c.grade) > GRADES.index(terms.highest_grade)]
    if high:
        raise Refused("GRADE", f"{', '.join(high)} is graded above {terms.highest_grade}, which the purpose allows")
    if [c.name for c in columns] != list(terms.columns):
        extra = sorted({c.name for c in columns} ^ set(terms.columns))
        said = (
            f"SELECT and agreement differ in {', '.join(extra)}"
            if extra
            else "SELECT and agreement order columns apart"
        )
        raise Refused("NOT_MINIMISED", said)
    if columns[0].name != "customer_id":
        raise Refused("NO_ID", "the first column of a release is customer_id")
    free = [c.name for c in columns if c.has_free_text]
    if free:
        raise Refused("FREE_TEXT", f"{', '.join(free)} holds what somebody wrote freely")
    named = [c.name for c in columns if c.says_who]
    if named and not terms.is_identified:
        raise Refused("DIRECT_ID", f"{', '.join(named)} says who somebody is, and the release is pseudonymous")
    return columns


def select(con: duckdb.DuckDBPyConnection, query: str, terms: Terms) -> int:
    """Rows that the release asks for, into `selected`, one a customer. Raises Refused when a customer stands twice."""
    con.execute(f"create or replace temp table selected as {query}")
    rows, customers = con.execute("select count(*), count(distinct customer_id) from selected").fetchall()[0]
    if rows != customers:
        raise Refused("ID_TWICE", f"{rows - customers} rows name a customer a second time or not at all")
    return int(rows)


def hold_back(con: duckdb.DuckDBPyConnection, terms: Terms, today: date) -> int:
    """Write each customer held back, with the reason, to `privacy.suppression`; the others into `cleared`."""
    con.execute("create or replace temp table held (customer_id varchar, code varchar, reason varchar)")
    if terms.needs_consent:
        con.execute(
            """insert into held
               select s.customer_id, case when c.customer_id is null then 'NO_CONSENT' else 'DENIED' end,
                 coalesce(c.reason, 'The customer has said nothing about this purpose.')
               from selected s left join privacy.consent c on c.customer_id = s.customer_id and c.purpose = ?
               where not coalesce(c.is_granted, false)""",
            [terms.purpose],
        )
    if terms.retention_days is not None:
        con.execute(
            f"""insert into held
                select s.customer_id, 'RETENTION', 'Nothing was heard of the customer for longer than agreed.'
                from selected s left join ({LAST_SEEN}) l on l.customer_id = s.customer_id
                where l.seen_on is null or l.seen_on < ?::date - ?::integer""",
            [today, terms.retention_days],
        )
    if terms.quasi_identifiers:
        _small_groups(con, terms)
    con.execute(
        "insert into privacy.suppression select distinct ?, customer_id, code, reason from held", [terms.release]
    )
    con.execute(
        "create or replace temp table cleared as from selected where customer_id not in (select customer_id from held)"
    )
    return int(con.execute("select count(distinct customer_id) from held").fetchall()[0][0])


def smallest_group(con: duckdb.DuckDBPyConnection, quasi_identifiers: Sequence[str]) -> int | None:
    """Size of the smallest group of cleared rows that look alike; None without quasi-identifiers or rows."""
    if not quasi_identifiers:
        return None
    names = ", ".join(map(ddl.name, quasi_identifiers))
    found = con.execute(f"select min(n) from (select count(*) as n from cleared group by {names})").fetchall()[0][0]
    return None if found is None else int(found)


def compare(con: duckdb.DuckDBPyConnection, terms: Terms, key: bytes, removal_share: float) -> Difference:
    """Split `cleared` into `to_create`, `to_update`, `to_remove` by keyed digests of what was sent last.

    Raises Refused when more than `removal_share` of what the recipient holds would be taken away.
    """
    parts = ", ".join(f"coalesce(cast({ddl.name(c)} as varchar), chr(0))" for c in terms.columns)
    con.execute(
        f"""create or replace temp table compared as
            with tonight as (select *, sha256(concat_ws(chr(31), ?, {parts})) as _digest from cleared),
            sent as (select * from last_night.privacy.disclosure_subject where release = ?)
            select t.*, s.row_hash as _sent, s.customer_id as _gone, s.first_sent_on as _first,
              s.last_sent_on as _last
            from tonight t full join sent s on s.customer_id = t.customer_id""",
        [key.hex(), terms.release],
    )
    split = {
        "to_create": "_sent is null",
        "to_update": "_sent <> _digest",
        "to_remove": "_digest is null",
        "to_keep": "_sent = _digest",
    }
    counts = []
    for name, condition in split.items():
        con.execute(f"create or replace temp table {name} as from compared where {condition}")
        counts.append(int(con.execute(f"select count(*) from {name}").fetchall()[0][0]))
    created, updated, removed, unchanged = counts
    held = updated + removed + unchanged
    if held and removed / held > removal_share:
        raise Refused("REMOVALS", f"{removed} of {held} customers would be taken away, more than {removal_share:.0%}")
    return Difference(created, updated, removed, unchanged)


def _small_groups(con: duckdb.DuckDBPyConnection, terms: Terms) -> None:
    """Hold back who stands in a group below k; NULL is a value of its own."""
    names = ", ".join(map(ddl.name, terms.quasi_identifiers))
    con.execute(
        f"""insert into held
            with open as (from selected where customer_id not in (select customer_id from held)),
            sized as (select customer_id, count(*) over (partition by {names}) as n from open)
            select customer_id, 'SMALL_GROUP', 'Fewer than ' || ? || ' customers look like this one.'
            from sized where n < ?""",
        [terms.k, terms.k],
    )
