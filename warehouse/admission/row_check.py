"""Each landed row of an object is typed and tested against its contract in one pass."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.source_object import Rule, SourceObject
from expectations.table import Table
from warehouse import ddl
from warehouse.admission.cast import filled, is_total, read, says, writing
from warehouse.admission.quarantine import KEY_ONCE, Check, NightStopped, Sifted, add_failures, repeated, sift


def judge(
    con: duckdb.DuckDBPyConnection, found: SourceObject, landing: Path, today: date, time_zone: str
) -> tuple[Sifted, list[Check]]:
    """Every landed row of an object typed and tested, and the checks in the order of their places.

    NightStopped when a declared column did not come.
    """
    physical = _landed_columns(con, found, landing)
    how = writing(found.options, time_zone)
    landed, typed = ["source_line as _line"], []
    for column in found.columns:
        where, kind = physical[column.name]
        written = ddl.name(f"written {column.name}")
        landed.append(f"{filled(ddl.name(where), kind, how)} as {written}")
        typed.append(f"{read(written, kind, column.type, how)} as {ddl.name(column.name)}")
    key = " || ' | ' || ".join(f"cast({ddl.name(f'written {k}')} as varchar)" for k in found.key)
    told_today = [] if "today" in physical else [f"{ddl.text(str(today))}::date as today"]
    is_delete = _is_delete(found)
    rows = f"""select *, {is_delete} as _is_delete from (
                 select *, {", ".join([*typed, *told_today])}, {ddl.text(found.source)} as _source,
                   {key or "null::varchar"} as _key
                 from (select {", ".join(landed)} from {parquet(landing)}))"""
    checks = [*_cell_checks(found), *_rule_checks(found)]
    columns = ", ".join(["_source", "_line", "_key", "_is_delete", *(ddl.name(c.name) for c in found.columns)])
    sifted = sift(con, found.table, rows, columns, checks)
    if found.key and found.delivery != "changes":  # changes of one key follow one another
        latest = f"{ddl.name(found.cursor)} desc nulls last, " if found.cursor else ""
        add_failures(con, sifted, repeated(sifted, found.key, f"{latest}_line", len(checks)))
        checks.append(Check(KEY_ONCE))
    return sifted, checks


def _cell_checks(found: SourceObject) -> list[Check]:
    """Every cell says a value of its type, what is required or key is filled, and a vocabulary is kept."""
    checks = []
    for column in found.columns:
        written, typed = ddl.name(f"written {column.name}"), ddl.name(column.name)
        alive = "" if column.name in found.key else "not _is_delete and "
        if not is_total(column.type):
            unread = f"{alive}{written} is not null and {typed} is null"
            checks.append(Check(f"{column.name} is {says(column.type)}", unread))
        if column.required or column.name in found.key:
            checks.append(Check(f"{column.name} is filled", f"{alive}{written} is null"))
    return checks


def _rule_checks(found: SourceObject) -> list[Check]:
    """Vocabularies and the contract's rules; a predicate that is NULL holds, as in a CHECK of SQL."""
    listed = Table(found.table, "", tuple(replace(column, required=False) for column in found.columns))
    rules = [Rule(sentence, "critical", predicate) for sentence, predicate in listed.predicates().items()]
    return [
        Check(
            rule.sentence,
            f"not _is_delete and ({rule.predicate}) is false",
            rule.severity,
            refuses=rule.severity == "critical" and rule.minimum_share == 1.0,
            minimum_share=rule.minimum_share,
        )
        for rule in (*rules, *found.rules)
        if rule.predicate
    ]


def _is_delete(found: SourceObject) -> str:
    if found.delivery != "changes" or not found.operation_column:
        return "false"
    words = ", ".join(ddl.text(word.lower()) for word in found.delete_words)
    operation = ddl.name(f"written {found.operation_column}")
    return f"coalesce(lower(cast({operation} as varchar)) in ({words}), false)" if words else "false"


def _landed_columns(con: duckdb.DuckDBPyConnection, found: SourceObject, landing: Path) -> dict[str, tuple[str, str]]:
    """Declared column -> its name in the landing and the type it landed with."""
    described = con.execute(f"describe select * from {parquet(landing)}").fetchall()
    types = {row[0]: str(row[1]) for row in described}
    names = {c.name: c.name if c.name in types else found.physical_names.get(c.name, c.name) for c in found.columns}
    missing = [name for name in names.values() if name not in types]
    if missing:
        raise NightStopped(
            f"{found.table}: the delivery has no column {', '.join(missing)}, which the contract declares"
        )
    return {column: (name, types[name]) for column, name in names.items()}


def parquet(path: Path) -> str:
    """SQL of a Parquet file as a relation."""
    return f"read_parquet({ddl.text(str(path))})"
