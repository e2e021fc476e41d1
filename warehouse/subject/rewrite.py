"""Forgetting in files: a file is written anew without the person's rows, so that no byte of them is left in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from expectations.catalog import tables
from expectations.own import SCHEMA
from expectations.table import Table
from warehouse import ddl
from warehouse.night import Night
from warehouse.private_file import close_to_others
from warehouse.subject.subject import KEPT, Subject, SubjectTables, point_at, speaks_by, speaks_of


@dataclass(frozen=True, slots=True)
class Places:
    """Where sources speak of the person: SQL for rows about them, and for columns that mention them in other rows.

    `whom` names the tables that this SQL reads.
    """

    about: Mapping[str, str]
    mentions: Mapping[str, Mapping[str, str]]
    whom: SubjectTables


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a person: the ids, the day, and keyed digests that recognise them."""

    customers: tuple[str, ...]
    erased_on: date
    digests: list[str]


def carry_erasures(night: Night) -> None:
    """Bring over who was forgotten; also from the live night of the same day, which may be the first of all."""
    night.carry("privacy.erasure", "true", [])
    if "privacy.erasure" in _standing(night.con, "live"):
        night.con.execute(
            """insert into privacy.erasure by name
               select * from live.privacy.erasure where customer_id not in (select customer_id from privacy.erasure)"""
        )


def hide_from_last_night(night: Night, subject: Subject) -> None:
    """Let the night before speak of nobody who is forgotten tonight, so that no history brings them over."""
    con, whom = night.con, SubjectTables("last_night.gone.customer", "last_night.gone.record")
    con.execute("create schema if not exists last_night.gone")
    for table, kind, rows in (
        (whom.customer, "customer_id varchar", [(one,) for one in subject.customers]),
        (whom.record, "source varchar, party_key varchar", list(subject.records)),
    ):
        con.execute(f"create or replace table {table} ({kind})")
        con.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)
    views = con.execute(
        "select schema_name || '.' || view_name, sql from duckdb_views() where database_name = 'last_night'"
    ).fetchall()
    for name, sql in views:
        declared = night.tables.get(name)
        predicate = speaks_of(declared, whom) if declared and name not in (*KEPT, "core.purchase_line") else None
        if predicate:
            body = sql.partition(" AS ")[2].rstrip().rstrip(";")
            con.execute(f"create or replace view last_night.{ddl.name(name)} as from ({body}) where not ({predicate})")
    night.build_all()


def sources_not_found(con: duckdb.DuckDBPyConnection, subject: Subject, places: Places) -> list[str]:
    """Sources with a record of the person pointed at of which none of their tables has a row about the person."""
    catalog = con.execute("select current_database()").fetchall()[0][0]
    standing, found = _standing(con, catalog), set()
    for name, predicate in places.about.items():
        if name in standing and con.execute(f"select 1 from {ddl.name(name)} where {predicate} limit 1").fetchall():
            found.add(name.split(".")[0])
    return sorted({source for source, _ in subject.records} - found)


def compact(file: Path) -> None:
    """Write a warehouse file anew, so that what was deleted in it leaves no bytes behind."""
    rewrite(file, Subject((), ()), Places({}, {}, SubjectTables()), None)


def rewrite(
    file: Path,
    subject: Subject,
    places: Places,
    tombstone: Tombstone | None,
    declared: Mapping[str, Table] | None = None,
) -> dict[str, int]:
    """Rows left out, table -> count, of a warehouse file that is written anew without the person and swapped in.

    `declared` are the tables of the company, else of the engine; own tables that are declared no more are found too.
    Deleting in place would leave the bytes: DuckDB frees blocks, it does not overwrite them.
    """
    fresh = file.with_name(f"{file.name}.building")
    fresh.unlink(missing_ok=True)
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        con.execute(f"attach {ddl.text(str(file))} as old (read_only); attach {ddl.text(str(fresh))} as new")
        close_to_others(fresh)
        con.execute("copy from database old to new (schema); use old")
        point_at(con, subject, places.whom)
        gone = {name: _copy(con, name, places, declared or tables()) for name in _standing(con)}
        if tombstone:
            _bury(con, tombstone, gone)
        con.execute("checkpoint new")
    finally:
        con.close()
    fresh.replace(file)
    file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    return {name: rows for name, rows in gone.items() if rows}


def forget_tonight(con: duckdb.DuckDBPyConnection, subject: Subject, places: Places) -> dict[str, int]:
    """Rows of the person taken out of the sources' tables and the common shape of a night that is being built.

    Their bytes stay in the night's file until `compact` has written it anew.
    """
    point_at(con, subject, places.whom)
    gone = {}
    mapped = {
        n: speaks_of(t, places.whom) for n, t in tables().items() if n.startswith("core.") or n == "ops.quarantine"
    }
    standing = _standing(con, con.execute("select current_database()").fetchall()[0][0])
    # Lines are found through their purchases, which stand before them in `about`.
    for name, predicate in [*reversed(list(places.about.items())), *mapped.items()]:
        if predicate and name in standing:
            gone[name] = int(con.execute(f"delete from {ddl.name(name)} where {predicate}").fetchall()[0][0])
    for name, columns in places.mentions.items():
        for column, predicate in columns.items():
            if name in standing:
                con.execute(f"update {ddl.name(name)} set {ddl.name(column)} = null where {predicate}")
    return {name: rows for name, rows in gone.items() if rows}


def cells_with(file: Path, values: list[str]) -> list[str]:
    """Columns of a warehouse file, as table.column, in which one of the values is still found."""
    con = duckdb.connect(str(file), read_only=True)
    try:
        columns = con.execute(
            """select schema_name, table_name, column_name from duckdb_columns()
               where not internal and (data_type = 'VARCHAR' or data_type like '%VARCHAR%') order by all"""
        ).fetchall()
        tests = " or ".join("contains(cast({0} as varchar), ?)" for _ in values)
        found = []
        for schema, table, column in columns:
            where = tests.format(ddl.name(column)) or "false"
            query = f"select 1 from {ddl.name(f'{schema}.{table}')} where {where} limit 1"
            if con.execute(query, values).fetchall():
                found.append(f"{schema}.{table}.{column}")
        return found
    finally:
        con.close()


def _standing(con: duckdb.DuckDBPyConnection, catalog: str = "old") -> list[str]:
    query = "select schema_name || '.' || table_name from duckdb_tables() where database_name = ? and not internal"
    return sorted(row[0] for row in con.execute(query, [catalog]).fetchall())


def _copy(con: duckdb.DuckDBPyConnection, name: str, places: Places, tables: Mapping[str, Table]) -> int:
    """Copy the rows of a table that do not speak of the person; returns those left out."""
    declared = tables.get(name)
    had = {row[0] for row in con.execute(f"describe old.{ddl.name(name)}").fetchall()}
    is_ours = declared is not None or name.startswith(f"{SCHEMA}.")
    said = [places.about.get(name), speaks_by(name, had, places.whom) if is_ours and name not in KEPT else None]
    predicate = " or ".join(one for one in said if one) or "false"
    blank = dict(places.mentions.get(name, {}))
    if name == "privacy.disclosure_subject":
        blank["labels"] = f"customer_id in (select customer_id from {places.whom.customer})"
    replaced = ", ".join(f"case when not ({p}) then {ddl.name(c)} end as {ddl.name(c)}" for c, p in blank.items())
    columns = f"* replace ({replaced})" if replaced else "*"
    con.execute(f"insert into new.{ddl.name(name)} select {columns} from old.{ddl.name(name)} where not ({predicate})")
    if declared:
        con.execute(ddl.comments(declared, [c for c in declared.columns if c.name in had], catalog="new"))
    return int(con.execute(f"select count(*) from old.{ddl.name(name)} where {predicate}").fetchall()[0][0])


def _bury(con: duckdb.DuckDBPyConnection, tombstone: Tombstone, gone: Mapping[str, int]) -> None:
    """Write the tombstone, and let the next night rebuild what lost rows."""
    if "privacy.erasure" not in _standing(con):
        con.execute(ddl.create_table(tables()["privacy.erasure"], catalog="new"))
    con.execute("delete from new.privacy.erasure where list_contains(?, customer_id)", [list(tombstone.customers)])
    for place, customer in enumerate(tombstone.customers):  # marks and rows are told once, with the id of now
        said = (tombstone.digests, sum(gone.values())) if place == 0 else ([], 0)
        con.execute(
            "insert into new.privacy.erasure values (?, ?, ?, ?, 'asked')",
            [customer, tombstone.erased_on, json.dumps(said[0]), said[1]],
        )
    changed = [name for name, rows in gone.items() if rows]
    con.execute("delete from new.ops.step where list_contains(?::varchar[], table_name)", [changed])
