"""The SELECT of a measure: what it may read, what it must give, and that it gives the same every time."""

from collections.abc import Collection, Iterable, Mapping

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from expectations.catalog import tables
from expectations.company.one_select import one_select, say
from expectations.own import is_of_customers
from expectations.problem import Findings, nearest
from expectations.segment import CUSTOMER_360
from expectations.table import Table

# Of what the night writes while it runs, only these are whole before the first measure is made.
READY = ("ops.setting", "privacy.consent", "privacy.purpose")
UNSTABLE = {
    "CURRENT_DATE", "CURRENT_LOCALTIME", "CURRENT_LOCALTIMESTAMP", "CURRENT_TIME", "CURRENT_TIMESTAMP",
    "GEN_RANDOM_UUID", "GET_CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP", "NEXTVAL", "NOW", "RAND", "RANDOM", "SETSEED",
    "TODAY", "TRANSACTION_TIMESTAMP", "TXID_CURRENT", "UUID", "UUIDV4", "UUIDV7",
}  # fmt: skip


def check_query(sql: str, table: Table, own: Iterable[Table], findings: Findings) -> set[str]:
    """Note what keeps the SELECT from making the table; returns the tables of tonight that it reads."""
    query = one_select(sql, findings)
    if query is None:
        return set()
    declared = tables(own)
    reads = _check_reads(query, declared, findings)
    _check_stable(query, findings)
    _check_gives(query, table, findings)
    if not findings.problems:
        _check_columns(query, declared, findings)
    return reads


def check_circles(table: Table, reads: Mapping[str, Collection[str]], findings: Findings) -> None:
    """Note a measure that reads itself through others, or one of customers that reads what is made of it."""
    seen: set[str] = set()
    waiting = list(reads[table.name])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += reads.get(name, ())
    if table.name in seen:
        fix = f"Let one of them not read the other; last_night.{table.name} is the measure of the night before."
        findings.add((), f"{table.name} reads itself, by way of other measures or at once.", fix)
    made_of_it = sorted(name for name in seen if name.startswith("segment."))
    if is_of_customers(table) and made_of_it:
        fix = f"Read the tables that {CUSTOMER_360.name} is made of, such as value.summary or lifecycle.lifecycle."
        findings.add((), f"It reads {made_of_it[0]}, which is made of {table.name}.", fix)


def _check_reads(query: exp.Query, declared: Mapping[str, Table], findings: Findings) -> set[str]:
    """Only declared tables, of tonight or of last night: no source, no file, nothing that is written later."""
    readable = {n for n, t in declared.items() if t.schema not in ("ops", "privacy") or n in READY}
    ctes, reads = {cte.alias for cte in query.find_all(exp.CTE)}, set()
    for found in query.find_all(exp.Table):
        name = f"{found.db}.{found.name}" if found.db else found.name
        if not isinstance(found.this, exp.Identifier):
            say(found, findings, "A measure reads no files or functions of rows.", "Read declared tables.")
        elif not found.db and name in ctes:
            continue
        elif found.catalog not in ("", "last_night") or name not in readable:
            fix = "It reads tables of the dictionary, not sources." if name not in declared else "It is written later."
            say(
                found,
                findings,
                f"`{found.sql('duckdb')}` cannot be read by a measure.",
                f"{fix} {nearest(name, readable)}",
            )
        elif not found.catalog:
            reads.add(name)
    if not query.find(exp.Table):
        findings.add((), "The SELECT reads no table.", "Read a table of the dictionary.")
    return reads


def _check_stable(query: exp.Query, findings: Findings) -> None:
    for called in query.find_all(exp.Func):
        word = called.name.upper() if isinstance(called, exp.Anonymous) else called.sql_name().upper()
        if word in UNSTABLE:
            fix = "Take the day from ops.setting (today); leave chance out."
            written = called.sql("duckdb").partition("(")[0].lower()
            say(called, findings, f"{written}() gives another value every time.", fix)
    for window in query.find_all(exp.Window):
        if isinstance(window.this, exp.RowNumber) and not window.args.get("order"):
            fix = "Write `over (order by ...)` with a key at the end."
            say(window, findings, "row_number() without an order numbers rows at will.", fix)
    for select in query.find_all(exp.Select):
        if select.args.get("limit") and not select.args.get("order"):
            say(select, findings, "A limit without an order picks any rows.", "Write `order by` with a key at the end.")


def _check_gives(query: exp.Query, table: Table, findings: Findings) -> None:
    known, given = [column.name for column in table.columns], []
    part: exp.Expr = query
    while isinstance(part, exp.SetOperation):
        part = part.left
    for chosen in part.selects if isinstance(part, exp.Select) else query.selects:
        name = chosen.alias_or_name
        if chosen.is_star:
            fix = f"Name the columns: {', '.join(known)}."
            say(chosen, findings, "`*` does not say which columns are given.", fix)
            return
        if name not in known:
            fix = f"Declare it under `columns:`, or take it out. {nearest(name, known)}"
            say(chosen, findings, f"The column `{name}` is not declared.", fix)
        elif name in given:
            say(chosen, findings, f"The column `{name}` is given twice.", "Keep one of them.")
        given.append(name)
    for column in table.columns:
        if column.name not in given:
            what = f"The key column `{column.name}`" if column.name in table.key else f"The column `{column.name}`"
            findings.add((), f"{what} is not given.", f"Give `... as {column.name}`: {column.meaning}")


def _check_columns(query: exp.Query, declared: Mapping[str, Table], findings: Findings) -> None:
    """Every column that is read is declared."""
    names = {f"{found.db}.{found.name}" for found in query.find_all(exp.Table) if found.db}
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for name in sorted(names):
        table = declared[name]
        schema.setdefault(table.schema, {})[name.split(".")[1]] = {c.name: c.type for c in table.columns}
    tree = query.copy()
    for found in tree.find_all(exp.Table):
        found.set("catalog", None)
    try:
        qualify(tree, dialect="duckdb", schema=dict(schema))
    except OptimizeError as error:
        said = str(error).split("Line:")
        line = int(said[1].split(",")[0]) if len(said) > 1 else 1
        findings.lines[("line", line)] = line
        fix = "Read a column that the dictionary has, and say of which table where two have it."
        findings.add(("line", line), f"{said[0].strip().rstrip('.')}.", fix)
