"""Everything about one person: records, measures, segments, consents, recipients, sources, retention."""

import json
from pathlib import Path

import polars as pl

from expectations.company import Company
from expectations.company.state import State
from expectations.own import SCHEMA
from warehouse.private_file import write_private
from warehouse.published.query import reader
from warehouse.subject.source_key import mentions, rows_about, source_keys
from warehouse.subject.subject import SubjectTables, find, point_at, speaks_by

# Rows that compare the person's record with somebody else's, and ids of others in rows about the person.
ABOUT_TWO = ("identity.identity_pair", "identity.identity_review", "identity.judgement")
OTHERS = ("related_key", "referred_key")

STANDING = """
select schema_name || '.' || table_name, list(column_name) from duckdb_columns()
where not internal and database_name = current_database() group by all order by all
"""
RECIPIENTS = """
select d.release, c.recipient, c.purpose, d.first_sent_on, d.last_sent_on
from privacy.disclosure_subject d left join privacy.release_contract c on c.release = d.release
where d.customer_id in (select customer_id from {customer}) order by all
"""
RETENTION = (
    "select purpose, sentence, lawful_basis, needs_consent, retention_days from privacy.purpose order by purpose"
)


def access(company: Company, customer_id: str) -> dict[str, pl.DataFrame]:
    """Table -> rows about the person, with recipients and purposes; rows about others never.

    Raises NoSuchSubject when there is nobody, QueryFailed when no night was published.
    """
    keys, whom = source_keys(company), SubjectTables()
    about_in_sources, others = rows_about(keys, whom.record), mentions(keys, whom.record)
    found: dict[str, pl.DataFrame] = {}
    with reader(company.files.live) as con:
        point_at(con, find(con, customer_id), whom)
        standing = dict(con.execute(STANDING).fetchall())
        tables = [*company.tables, *(name for name in standing if name.startswith(f"{SCHEMA}."))]
        told = [name for name in tables if name not in ABOUT_TWO]
        declared = {name: speaks_by(name, standing.get(name, ()), whom) for name in told}
        for name, predicate in {**about_in_sources, **declared}.items():
            if predicate and name in standing:
                rows = con.sql(f"select * from {name} where {predicate} order by all").pl()
                found[name] = rows.drop([c for c in (*OTHERS, *others.get(name, ())) if c in rows.columns])
        found["recipients"] = con.sql(RECIPIENTS.format(customer=whom.customer)).pl()
        found["purposes and retention"] = con.sql(RETENTION).pl()
        found["sources"] = con.sql(f"select source, party_key from {whom.record} order by all").pl()
    return {name: rows for name, rows in found.items() if not rows.is_empty()}


def write_access(company: Company, customer_id: str, folder: Path | None = None) -> Path:
    """The folder holding `everything.json` and one CSV a table, readable by the owner alone."""
    found = access(company, customer_id)
    target = folder or State(company.state).access / customer_id
    everything = {name: rows.to_dicts() for name, rows in found.items()}
    text = json.dumps(everything, ensure_ascii=False, indent=1, default=str)
    write_private(target / "everything.json", text.encode())
    for name, rows in found.items():
        flat = rows.with_columns(
            pl.col(column).map_elements(str, return_dtype=pl.String)
            for column, kind in rows.schema.items()
            if kind.is_nested()
        )
        write_private(target / f"{name.replace(' ', '_')}.csv", flat.write_csv().encode())
    return target
