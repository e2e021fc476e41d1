"""Forgetting one person everywhere, with a proof by search."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.company import Company
from expectations.company.state import State
from expectations.table import Table
from warehouse.night import one_writer
from warehouse.private_file import recipient_key
from warehouse.published.analyst import publish_analyst
from warehouse.published.query import QueryFailed, reader
from warehouse.review.judgements import forget as forget_judgements
from warehouse.subject.erased_again import ERASURE_KEY
from warehouse.subject.landed_rows import drop_rows
from warehouse.subject.rewrite import Places, Tombstone, rewrite, sources_not_found
from warehouse.subject.search import places_with
from warehouse.subject.source_key import mentions, physical_names, rows_about, source_keys
from warehouse.subject.subject import Subject, SubjectTables, find, own_values, point_at
from warehouse.subject.tombstone import tombstones

TOLD = """
select distinct c.recipient, d.release from privacy.disclosure_subject d
left join privacy.release_contract c on c.release = d.release
where d.customer_id in (select customer_id from {customer}) order by all
"""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was taken away, where something is still found, and whom to tell."""

    rows: dict[str, int]
    files: list[str]
    left: list[str]
    recipients: list[tuple[str, str]]


def erase(company: Company, customer_id: str, today: date) -> Erasure:
    """Forget a person in the warehouse, the night before, the analysts' file, landings and exports; then search.

    The ids alone stay until the recipients were told to remove them. The live night goes last: an erasure that was cut
    off still finds the person when it is asked again. Raises NoSuchSubject, NightRefused, QueryFailed.
    """
    state, files, keys, whom = State(company.state), company.files, source_keys(company), SubjectTables()
    places = Places(rows_about(keys, whom.record), mentions(keys, whom.record), whom)
    with reader(files.live) as con:
        _is_of_this_version(con, company.tables)
    with one_writer(files):
        with reader(files.live) as con:
            subject = find(con, customer_id)
            point_at(con, subject, whom)
            _is_understood(sources_not_found(con, subject, places))
            values, told = own_values(con, whom.customer), con.execute(TOLD.format(customer=whom.customer)).fetchall()
            recipients = [(str(r[0]), str(r[1])) for r in told]
            records = pl.DataFrame(list(subject.records), schema=["source", "party_key"], orient="row")
            stones = tombstones(con, records, recipient_key(company.state, ERASURE_KEY))
        touched = drop_rows(state.landing, physical_names(company), subject, places, values)
        touched += _exports_with(company.state, subject, values)
        touched += [state.judgements.name] if forget_judgements(company.state, subject.records) else []
        for customer in subject.customers:
            shutil.rmtree(state.access / customer, ignore_errors=True)
        shutil.rmtree(files.spill, ignore_errors=True)
        rows: dict[str, int] = {}
        stone = Tombstone(subject.customers, today, stones)
        for one in (files.previous, files.live):
            if one.exists():
                for name, count in rewrite(one, subject, places, stone, company.tables).items():
                    rows[name] = rows.get(name, 0) + count
        publish_analyst(files, company.tables)
    return Erasure(rows, sorted(touched), places_with(company.state, values), recipients)


def _is_of_this_version(con: Any, declared: Mapping[str, Table]) -> None:
    """Raises QueryFailed when the night was built under other declarations: the analysts' file could not be written."""
    query = """select schema_name || '.' || table_name, list(column_name)
               from duckdb_columns() where not internal group by all"""
    standing = {name: set(columns) for name, columns in con.execute(query).fetchall()}
    for table in declared.values():
        if not {column.name for column in table.columns} <= standing.get(table.name, set()):
            raise QueryFailed(
                f"{table.name} was built by another version of the engine or of the folder; run a night first"
            )


def _is_understood(sources: list[str]) -> None:
    """Raises QueryFailed when the rows that a record was made of cannot be found by its key: they would stay."""
    if sources:
        raise QueryFailed(
            f"the mapping of {', '.join(sources)} makes keys of parties in a way that cannot be followed back to the "
            "source's rows; let party_key be columns of the source, as they are or joined by one separator"
        )


def _exports_with(state: Path, subject: Subject, values: list[str]) -> list[str]:
    """Files of past exports that hold the person: taken away whole, for a changed file would belie its certificate."""
    gone = []
    for place in places_with(State(state).exports, [*values, *subject.customers]):
        path = place.rpartition(" (")[0]
        file = State(state).exports / path
        if file.suffix != ".json" and file.exists():
            file.unlink()
            gone.append(f"exports/{path}")
    return gone
