"""One person in the warehouse: which rows of which table speak of whom."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from expectations.table import Table
from warehouse import ddl
from warehouse.published.query import QueryFailed

# Columns that name a record: key, and the columns of which the first filled one names its source.
PAIRS = (
    ("party_key", ("party_source", "source")),
    ("related_key", ("related_source", "source")),
    ("referred_key", ("referred_source", "source")),
    ("party_key_l", ("source_l",)),
    ("party_key_r", ("source_r",)),
    ("row_key", ("source",)),
)
# The recipient must still be told to remove: what is kept of somebody erased are ids alone, ours and theirs.
KEPT = ("privacy.disclosure_subject", "privacy.disclosure", "privacy.export_crosswalk", "privacy.erasure")
# What would identify somebody if it were found in a file.
SHORTEST = 6  # characters; a shorter text stands inside others by chance
STRONG = ("full_name", "email", "phone", "street", "national_id", "tax_id")


@dataclass(frozen=True, slots=True)
class Subject:
    """A person: the customer's ids, also those of old, and records as (source, party_key)."""

    customers: tuple[str, ...]
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SubjectTables:
    """Names of the temporary tables that hold the person pointed at.

    `customer`: one row an id of the customer, of now or of old: customer_id. `record`: one row a record: source,
    party_key. `purchase`: one row a purchase of a record: source, purchase_key.
    """

    customer: str = "subject_customer"
    record: str = "subject_record"
    purchase: str = "subject_purchase"


class NoSuchSubject(QueryFailed):
    """Nobody has this id."""


def find(con: duckdb.DuckDBPyConnection, customer_id: str) -> Subject:
    """The person behind a customer's id, of tonight or of old; NoSuchSubject when there is none."""
    query = "select coalesce((select customer_id from identity.identity_alias where alias_id = $1), $1)"
    current = con.execute(query, [customer_id]).fetchall()[0][0]
    records = con.execute(
        "select source, party_key from identity.record where customer_id = ? order by all", [current]
    ).fetchall()
    if not records:
        raise NoSuchSubject("no customer has this id; `shopkeeper query` on identity.customer lists them")
    aliases = con.execute(
        "select alias_id from identity.identity_alias where customer_id = ? order by all", [current]
    ).fetchall()
    return Subject((current, *(row[0] for row in aliases)), tuple((row[0], row[1]) for row in records))


def point_at(con: duckdb.DuckDBPyConnection, subject: Subject, names: SubjectTables) -> None:
    """Let the predicates of `speaks_of` mean this person: makes the tables by these names."""
    con.execute(f"create or replace temp table {names.customer} (customer_id varchar)")
    con.execute(f"create or replace temp table {names.record} (source varchar, party_key varchar)")
    con.execute(f"insert into {names.customer} select unnest(?::varchar[])", [list(subject.customers)])
    if subject.records:
        con.executemany(f"insert into {names.record} values (?, ?)", [list(record) for record in subject.records])
    con.execute(
        f"""create or replace temp table {names.purchase} as select p.source, p.purchase_key from core.purchase p
           semi join {names.record} r on r.source = coalesce(p.party_source, p.source) and r.party_key = p.party_key"""
    )


def speaks_of(table: Table, whom: SubjectTables) -> str | None:
    """SQL that is true for rows about the person pointed at; None for a table that speaks of nobody."""
    return speaks_by(table.name, {column.name for column in table.columns}, whom)


def speaks_by(table: str, names: Collection[str], whom: SubjectTables) -> str | None:
    """The same for a table of these columns: a measure that its company took away has no declaration any more."""
    said = [
        f"{ddl.name(name)} in (select customer_id from {whom.customer})"
        for name in sorted(names)
        if name.endswith("customer_id") or name == "alias_id"
    ]
    for key, sources in PAIRS:
        filled = [ddl.name(source) for source in sources if source in names]
        if key in names and filled:
            source = f"coalesce({', '.join(filled)})"
            said.append(f"({source}, {ddl.name(key)}) in (select source, party_key from {whom.record})")
    if table == "core.purchase_line":
        said.append(f"(source, purchase_key) in (select source, purchase_key from {whom.purchase})")
    return " or ".join(f"coalesce({one}, false)" for one in said) or None


def own_values(con: duckdb.DuckDBPyConnection, customer: str) -> list[str]:
    """Names, addresses and numbers that the person pointed at has and nobody else; for the proof by search.

    `customer` is that of `SubjectTables`.
    """
    held = " union ".join(
        f"select {column} as value, customer_id from identity.customer where {column} is not null" for column in STRONG
    )
    rows = con.execute(
        f"""with held as (
              {held}
              union select value, customer_id from identity.golden_field where field in ('full_name', 'national_id')
              union select value, customer_id from identity.customer_contact where value is not null
            )
            select value from held group by value
            having bool_and(customer_id in (select customer_id from {customer})) and length(value) >= ?
            order by value""",
        [SHORTEST],
    ).fetchall()
    return [row[0] for row in rows]
