"""The gate: what a release must be before any row is read, and which of its rows may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from expectations.table import GRADES, Grade, Table
from warehouse import ddl
from warehouse.release.lineage import Lineage, Unclassified, columns_of, conditions_of, highest
from warehouse.release.relation import Relations

if TYPE_CHECKING:  # the gate is asked about a SELECT long before there are rows
    import polars as pl

# The last thing that a customer did with us, for retention.
LAST_SEEN = """
select customer_id, max(seen_on) as seen_on from (
  select customer_id, max(occurred_on) as seen_on from value.purchase where customer_id is not null group by customer_id
  union all
  select customer_id, max(occurred_on) from relationship.contact where customer_id is not null group by customer_id
) as seen group by customer_id
"""
# A basis that leaves the customer no say.
BINDING = ("contract", "legal_obligation")


class Refused(Exception):
    """The whole release is refused: a code for machines, a sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Terms:
    """What the gate must hold a release to; `purpose` is None when the company does not know it.

    `key` is SQL over the release's columns that tells a row apart at the recipient. `needs_target_id` says that the
    recipient takes updates only under the id that it gave itself.
    """

    release: str
    columns: tuple[str, ...]
    purpose: str | None
    lawful_basis: str
    highest_grade: Grade
    needs_consent: bool
    retention_days: int | None
    categories: tuple[str, ...]
    is_identified: bool
    quasi_identifiers: tuple[str, ...]
    sensitive: tuple[str, ...]
    scanned: tuple[str, ...]
    until: date | None
    key: str = "customer_id"
    needs_target_id: bool = False


def examine(query: str, terms: Terms, today: date, declared: Mapping[str, Table] | None = None) -> list[Lineage]:
    """The columns of a release, when nothing speaks against them before a row is read.

    In order: classified, agreed, for a purpose, minimised, without free text, and pseudonymous where that was agreed.
    `declared` are the tables of the company, else those of the engine. Raises Refused.
    """
    try:
        columns, conditions = columns_of(query, declared), conditions_of(query, declared)
    except Unclassified as unclassified:
        raise Refused("UNCLASSIFIED", str(unclassified)) from None
    if terms.until and terms.until < today:
        raise Refused("EXPIRED", f"the agreement ended on {terms.until}; renew it in releases/{terms.release}.yaml")
    if terms.purpose is None:
        raise Refused("NO_PURPOSE", "its purpose does not stand in purposes.yaml")
    _purpose_allows(columns, terms)
    if GRADES.index(highest(conditions)) > GRADES.index(terms.highest_grade):
        raise Refused("GRADE", f"it selects by what is graded above {terms.highest_grade}")
    _is_minimised(columns, terms)
    free = [c.name for c in columns if c.has_free_text and c.name not in terms.scanned]
    if free:
        raise Refused("FREE_TEXT", f"{', '.join(free)} holds what somebody wrote freely")
    if not terms.is_identified:
        _is_pseudonymous(columns, terms)
    return columns


def select(con: duckdb.DuckDBPyConnection, names: Relations, query: str) -> int:
    """Rows that the release asks for, into `selected`, one a customer.

    Raises Refused when a customer stands twice, or the engine cannot run the SELECT on tonight's rows.
    """
    try:
        con.execute(f"create or replace temp table {names.selected} as {query}")
    except duckdb.Error as error:  # its message may quote a row
        kind = type(error).__name__.removesuffix("Exception").removesuffix("Error")
        raise Refused("QUERY", f"its SELECT cannot be run ({kind}); `shopkeeper validate` may tell more") from None
    rows, customers = con.execute(f"select count(*), count(distinct customer_id) from {names.selected}").fetchall()[0]
    if rows != customers:
        raise Refused("ID_TWICE", f"{rows - customers} rows name a customer a second time or not at all")
    con.execute(f"create or replace temp table {names.held} (customer_id varchar, code varchar, reason varchar)")
    return int(rows)


def hold_back(con: duckdb.DuckDBPyConnection, names: Relations, terms: Terms, today: date) -> None:
    """Into `held`: customers without a basis for this purpose now, and those whose data have outlived it."""
    if terms.needs_consent:
        con.execute(
            f"""insert into {names.held}
               select s.customer_id, case when c.customer_id is null then 'NO_CONSENT' else 'DENIED' end,
                 coalesce(c.reason, 'The customer has said nothing about this purpose.')
               from {names.selected} s left join privacy.consent c on c.customer_id = s.customer_id and c.purpose = ?
               where not coalesce(c.is_granted, false)""",
            [terms.purpose],
        )
    elif terms.lawful_basis not in BINDING:
        con.execute(
            f"""insert into {names.held}
               select s.customer_id, 'DENIED', c.reason
               from {names.selected} s inner join privacy.consent c on c.customer_id = s.customer_id and c.purpose = ?
               where not c.is_granted and c.basis = 'objection'""",
            [terms.purpose],
        )
    if terms.retention_days is not None:
        con.execute(
            f"""insert into {names.held}
                select s.customer_id, 'RETENTION', 'Nothing was heard of the customer for longer than agreed.'
                from {names.selected} s left join ({LAST_SEEN}) l on l.customer_id = s.customer_id
                where l.seen_on is null or l.seen_on < ?::date - ?::integer""",
            [today, terms.retention_days],
        )


def hold(con: duckdb.DuckDBPyConnection, held: str, customers: Sequence[str], code: str, reason: str) -> None:
    """Into `held`: the customers that a check outside the engine named."""
    if customers:
        con.execute(f"insert into {held} select unnest(?::varchar[]), ?, ?", [list(customers), code, reason])


def hold_without_key(con: duckdb.DuckDBPyConnection, names: Relations, terms: Terms) -> None:
    """Into `held`: rows that the recipient could not tell apart; of several with one key the first id stays."""
    con.execute(
        f"""insert into {names.held}
            with standing as ({_standing(names)}),
            with_key as (select customer_id, {terms.key} as _key from standing),
            placed as (select *, row_number() over (partition by _key order by customer_id) as place from with_key)
            select customer_id, case when _key is null then 'NO_KEY' else 'SAME_KEY' end,
              case when _key is null then 'The row has nothing that the recipient could know it by.'
                else 'Another customer has what the recipient knows rows by.' end
            from placed where _key is null or place > 1"""
    )


def replace_rows(con: duckdb.DuckDBPyConnection, selected: str, rows: "pl.DataFrame") -> None:
    """Let `selected` hold these rows instead: generalised, and without those that are held back."""
    generalised = rows.to_arrow()  # noqa: F841 (read by the engine)
    con.execute(f"create or replace temp table {selected} as from generalised")


def open_rows(con: duckdb.DuckDBPyConnection, names: Relations) -> duckdb.DuckDBPyRelation:
    """The selected rows that nothing has held back so far, in the order of their ids."""
    return con.sql(f"{_standing(names)} order by customer_id")


def clear(con: duckdb.DuckDBPyConnection, names: Relations, terms: Terms) -> int:
    """The rest into `cleared`, each held row with its reasons into `privacy.suppression`; returns customers held."""
    con.execute(
        f"insert into privacy.suppression select distinct ?, customer_id, code, reason from {names.held}",
        [terms.release],
    )
    con.execute(f"create or replace temp table {names.cleared} as {_standing(names)}")
    return int(con.execute(f"select count(distinct customer_id) from {names.held}").fetchall()[0][0])


def _standing(names: Relations) -> str:
    """SELECT of the selected rows that nothing has held back so far."""
    return f"from {names.selected} where customer_id not in (select customer_id from {names.held})"


def list_of_columns(names: Sequence[str]) -> str:
    """Quoted names for a SELECT list."""
    return ", ".join(map(ddl.name, names))


def _purpose_allows(columns: list[Lineage], terms: Terms) -> None:
    high = [c.name for c in columns if GRADES.index(c.grade) > GRADES.index(terms.highest_grade)]
    if high:
        raise Refused("GRADE", f"{', '.join(high)} is graded above {terms.highest_grade}, which the purpose allows")
    foreign = [c.name for c in columns if not all(_is_within(one, terms.categories) for one in c.categories)]
    if terms.categories and foreign:
        raise Refused("CATEGORY", f"{', '.join(foreign)} is of a category that the purpose does not name")


def _is_within(category: str, allowed: Sequence[str]) -> bool:
    """Whether a category is one of those allowed, or a part of one."""
    return any(category == one or category.startswith(f"{one}.") for one in allowed)


def _is_minimised(columns: list[Lineage], terms: Terms) -> None:
    if [c.name for c in columns] != list(terms.columns):
        extra = sorted({c.name for c in columns} ^ set(terms.columns))
        said = f"differ in {', '.join(extra)}" if extra else "order columns apart"
        raise Refused("NOT_MINIMISED", f"SELECT and agreement {said}")
    first = columns[0]
    if first.name != "customer_id" or not first.origins or {c.name for _, c in first.origins} != {"customer_id"}:
        raise Refused("NO_ID", "the first column of a release is the customer's id, unchanged")


def _is_pseudonymous(columns: list[Lineage], terms: Terms) -> None:
    """Nothing beside the keyed id says who somebody is, and what describes a person counts as quasi-identifier."""
    named = [c.name for c in columns[1:] if c.says_who or any(_is_id(column.name) for _, column in c.origins)]
    if named:
        raise Refused("DIRECT_ID", f"{', '.join(named)} says who somebody is, and the release is pseudonymous")
    known = {*terms.quasi_identifiers, *terms.sensitive}
    telling = [c.name for c in columns if c.name not in known and any(o.role == "quasi_id" for _, o in c.origins)]
    if telling:
        raise Refused("QUASI_ID", f"{', '.join(telling)} describes a person: name it under quasi_identifiers")


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_key"))
