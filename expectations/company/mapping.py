"""`sources/<source>/<table>.sql`: one SELECT that brings a source's rows into the common shape."""

from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from expectations.catalog import tables
from expectations.company.one_select import one_select, say
from expectations.contract.source_object import Contract
from expectations.problem import Findings, nearest
from expectations.table import Table

GIVEN = ("source",)  # the engine writes it
LINE = "source_line"


def check_mapping(sql: str, target: str, contract: Contract, findings: Findings) -> None:
    """Note what keeps the SELECT from feeding the common table `target` from the objects of its own contract."""
    query = one_select(sql, findings)
    if query is None:
        return
    table = tables()[target]
    _check_reads(query, contract, findings)
    _check_gives(query, table, findings)
    if not findings.problems:
        _check_columns(query, contract, findings)


def _check_reads(query: exp.Query, contract: Contract, findings: Findings) -> None:
    """Only the objects of its own contract, by their full names; no files, no functions that make rows of them."""
    known = {one.table for one in contract.objects}
    named = {cte.alias for cte in query.find_all(exp.CTE)}
    for table in query.find_all(exp.Table):
        full = ".".join(part for part in (table.catalog, table.db, table.name) if part)
        if not isinstance(table.this, exp.Identifier):
            fix = f"Read {', '.join(sorted(known))}."
            say(table, findings, "A mapping reads no files or functions of rows.", fix)
        elif not (full in known or (not table.db and full in named)):
            say(table, findings, f"`{full}` is not an object of the contract.", nearest(full, known))


def _check_gives(query: exp.Query, table: Table, findings: Findings) -> None:
    """Columns that the common table has, each once, and all that it requires."""
    known = [column.name for column in table.columns]
    part: Any = query
    while isinstance(part, exp.SetOperation):
        part = part.left
    given = []
    for chosen in part.selects if isinstance(part, exp.Select) else query.selects:
        name = chosen.alias_or_name
        if chosen.is_star:
            say(chosen, findings, "`*` does not say which columns are given.", f"Name columns of {table.name}.")
            return
        if name not in known:
            say(chosen, findings, f"{table.name} has no column `{name}`.", nearest(name, known))
        elif name in given:
            say(chosen, findings, f"The column `{name}` is given twice.", "Keep one of them.")
        given.append(name)
    for column in table.columns:
        if column.required and column.name not in (*given, *GIVEN):
            fix = f"Give `... as {column.name}`: {column.meaning}"
            findings.add((), f"The required column `{column.name}` of {table.name} is not given.", fix)


def _check_columns(query: exp.Query, contract: Contract, findings: Findings) -> None:
    """Every column that is read is declared."""
    objects = {
        one.name: {column.name: column.type for column in one.columns} | {LINE: "BIGINT"} for one in contract.objects
    }
    try:
        qualify(query.copy(), dialect="duckdb", schema={contract.source: objects})
    except (SqlglotError, RecursionError) as error:
        said = str(error).split("Line:")
        line = int(said[1].split(",")[0]) if len(said) > 1 else 1
        findings.lines[()] = line
        fix = "Read a column that the contract declares, and say of which table where two have it."
        findings.add((), f"{said[0].strip().rstrip('.')}.", fix)
