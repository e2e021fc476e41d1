"""The analysts' file: every table of the night without direct identifiers, with comments, and the views."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from expectations.catalog import tables
from expectations.company.state import Files
from expectations.own import SCHEMA
from expectations.table import Column, Table
from warehouse import ddl
from warehouse.private_file import close_to_others

VIEWS = Path(__file__).parent / "views"
HIDDEN_ROLES = ("direct_id", "free_text")
CUSTOMER = Column("customer_id", "VARCHAR", "The customer; NULL when nobody is known.", "key", chinese="客户号")


def publish_analyst(files: Files, declared: Mapping[str, Table] | None = None) -> None:
    """Write the analysts' file from the live one and put it in place by rename; open readers keep the old one.

    A source's key may itself say who somebody is (an e-mail, a name), so facts bear the customer's id instead. Rows
    stand in the order of their key, so that a second run gives the same file and `limit` the same rows. `declared` are
    the tables of the company (`Company.tables`), else those of the engine.
    """
    target = files.analyst.with_suffix(".building")
    target.unlink(missing_ok=True)
    con = duckdb.connect(str(target))
    try:
        close_to_others(target)
        con.execute(f"attach {ddl.text(str(files.live))} as live (read_only)")
        con.execute("begin")  # one transaction for all: each commit waits for the disk
        for table in (declared or tables()).values():
            _copy(con, table)
        for path in sorted(VIEWS.glob("*.sql")):
            _create_view(con, path)
        con.execute("commit")
        con.execute("detach live")
    finally:
        con.close()
    target.replace(files.analyst)


def shown(table: Table) -> list[Column]:
    """The columns of a table that analysts see; none of an intermediate."""
    if table.is_intermediate:
        return []
    columns = [c for c in table.columns if c.role not in HIDDEN_ROLES]
    return [CUSTOMER, *columns] if _is_fact(table) else columns


def _is_fact(table: Table) -> bool:
    names = {c.name for c in table.columns}
    return table.schema in ("core", SCHEMA) and "party_key" in names and "customer_id" not in names


def _copy(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns, where = shown(table), ddl.name(table.name)
    if not columns:
        return
    con.execute(f"create schema if not exists {ddl.name(table.schema)}")
    kept = [f"t.{ddl.name(c.name)}" for c in columns if c is not CUSTOMER]
    rows = f"(select * from live.{where}{' where ' + table.analysts_see if table.analysts_see else ''}) t"
    if _is_fact(table):
        party_source = (
            "coalesce(t.party_source, t.source)" if "party_source" in {c.name for c in table.columns} else "t.source"
        )
        con.execute(
            f"create table {where} as select r.customer_id, {', '.join(kept)} from {rows} "
            f"left join live.identity.record r on r.source = {party_source} and r.party_key = t.party_key order by all"
        )
    else:
        con.execute(f"create table {where} as select {', '.join(kept)} from {rows} order by {_order(table, columns)}")
    con.execute(ddl.comments(table, columns))


def _order(table: Table, columns: list[Column]) -> str:
    is_whole = table.key and set(table.key) <= {column.name for column in columns}
    return ", ".join(map(ddl.name, table.key)) if is_whole else "all"


def _create_view(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """A view `schema.name` from `schema.name.sql`; its opening comment becomes its COMMENT."""
    query = path.read_text(encoding="utf-8")
    meaning = " ".join(line.removeprefix("--").strip() for line in query.splitlines() if line.startswith("--"))
    con.execute(f"create schema if not exists {ddl.name(path.stem.split('.')[0])}")
    verb = "macro" if path.stem.endswith("_as_of") else "view"
    if verb == "macro":
        con.execute(query)
    else:
        con.execute(f"create view {ddl.name(path.stem)} as {query}")
        con.execute(f"comment on view {ddl.name(path.stem)} is {ddl.text(meaning)}")
