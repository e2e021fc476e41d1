"""Rows of one person taken out of landed files."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from warehouse import ddl
from warehouse.private_file import close_to_others, write_private
from warehouse.subject.rewrite import Places
from warehouse.subject.subject import Subject


def drop_rows(
    folder: Path, physical: Mapping[str, Mapping[str, str]], subject: Subject, places: Places, values: list[str]
) -> list[str]:
    """Names of landed files that were written anew without the person's rows.

    `physical` is source table -> landed column -> column of the contract. A rejected line has no columns: it goes when
    it holds one of the person's own values.
    """
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    changed = []
    try:
        con.execute(f"create temp table {places.whom.record} (source varchar, party_key varchar)")
        records = [list(record) for record in subject.records]
        con.executemany(f"insert into {places.whom.record} values (?, ?)", records)
        for day in sorted({file.name.split(".")[0] for file in folder.glob("*/*/*.parquet")}):
            changed += _drop_day(con, folder, day, physical, places, values)
    finally:
        con.close()
    return changed


def _drop_day(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    day: str,
    physical: Mapping[str, Mapping[str, str]],
    places: Places,
    values: list[str],
) -> list[str]:
    """All objects of one day stand as tables while their rows are judged: lines are found through their purchases."""
    files = {}
    for table, names in physical.items():
        file = folder / table.replace(".", "/") / f"{day}.parquet"
        if file.exists():
            files[table] = file
            con.execute(f"create schema if not exists {ddl.name(table.split('.')[0])}")
            landed = [c[0] for c in con.execute(f"describe from {_scan(file)}").fetchall()]
            renamed = ", ".join(f"{ddl.name(n)} as {ddl.name(names[n])}" if n in names else ddl.name(n) for n in landed)
            con.execute(f"create or replace table {ddl.name(table)} as select {renamed} from {_scan(file)}")
    changed = []
    for table, file in files.items():
        predicate = places.about.get(table, "false")
        blank = places.mentions.get(table, {})
        touched = " or ".join([predicate, *blank.values()])
        back = {column: landed for landed, column in physical[table].items()}
        columns = [c[0] for c in con.execute(f"describe {ddl.name(table)}").fetchall()]
        if con.execute(f"select 1 from {ddl.name(table)} where {touched} limit 1").fetchall():
            listed = ", ".join(
                (f"case when not ({blank[c]}) then {ddl.name(c)} end" if c in blank else ddl.name(c))
                + f" as {ddl.name(back.get(c, c))}"
                for c in columns
            )
            _rewrite(con, f"select {listed} from {ddl.name(table)} where not coalesce({predicate}, false)", file)
            changed.append(f"landing/{file.relative_to(folder)}")
        rejected = file.with_name(f"{day}.rejected.parquet")
        if rejected.exists() and values:
            tests = " or ".join(f"contains(raw, {ddl.text(value)})" for value in values)
            if con.execute(f"select 1 from {_scan(rejected)} where {tests} limit 1").fetchall():
                _rewrite(con, f"select * from {_scan(rejected)} where not coalesce({tests}, false)", rejected)
                changed.append(f"landing/{rejected.relative_to(folder)}")
    return changed


def _scan(file: Path) -> str:
    return f"read_parquet({ddl.text(str(file))})"


def _rewrite(con: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    part = file.with_name(f".{file.name}.part")
    write_private(part, b"")
    con.execute(f"copy ({query}) to {ddl.text(str(part))} (format parquet)")
    close_to_others(part)
    part.replace(file)
