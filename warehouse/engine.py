"""DuckDB builds one table at a time: a SELECT, a function on batches, or a model on small statistics."""

from importlib import import_module
from itertools import chain
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from expectations.table import Table
from warehouse import ddl
from warehouse.graph import Step

BATCH_ROWS = 100_000


class StepFailed(Exception):
    """A table could not be built or broke its promise; the sentence names the table and the rule, never a value."""


class NightTables:
    """What a model step reads: the tables of the night being built."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def read(self, query: str) -> pl.DataFrame:
        """Rows of one SELECT."""
        rows: pl.DataFrame = self.connection.sql(query).pl()
        return rows


def create(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """An empty table as declared, with its comments, all in one transaction: each commit waits for the disk."""
    said = [column for column in table.columns if column.meaning]
    con.execute(f"begin; {ddl.create_table(table)} {ddl.comments(table, said)} commit;")


def build(con: duckdb.DuckDBPyConnection, step: Step, table: Table, code_stood: bool = False) -> None:
    """Build `table` by its step; StepFailed when the step fails or a promise is broken.

    With `code_stood`, which says that the same code made last night's rows, a function of rows is called for new and
    changed rows alone.
    """
    create(con, table)
    try:
        if step.kind == "sql":
            _insert(con, table, step.text)
        elif step.kind == "rows":
            _insert_batches(con, table, step, code_stood)
        else:
            made = import_module(step.module).build(NightTables(con))
            if isinstance(made, pl.DataFrame):
                con.register("model_rows", arrow(made))
                made = "from model_rows"
            _insert(con, table, made)
    except duckdb.ConstraintException:
        raise StepFailed(f"{table.name}: {_broken_promise(con, step, table)}") from None
    except duckdb.Error as error:
        raise StepFailed(f"{table.name}: the step failed in the engine ({_first_words(error)})") from None
    _check_key(con, table)


def arrow(frame: pl.DataFrame) -> pa.Table:
    """Polars rows as plain Arrow strings, the one schema that DuckDB and Spark share."""
    rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    plain = [pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in rows.schema]
    return rows.cast(pa.schema(plain))


def content_hash(con: duckdb.DuckDBPyConnection, table: str) -> tuple[str, int]:
    """Hash of the rows whatever their order, and their number."""
    query = (
        f"select count(*), coalesce(sum(hash(t)::hugeint), 0), coalesce(bit_xor(hash(t)), 0) from {ddl.name(table)} t"
    )
    rows, total, mixed = con.execute(query).fetchall()[0]
    return f"{rows}-{total:x}-{mixed:x}", rows


def _insert(con: duckdb.DuckDBPyConnection, table: Table, query: str) -> None:
    given = [column[0] for column in con.execute(f"describe {query}").fetchall()]
    declared = [column.name for column in table.columns]
    if set(given) != set(declared):
        missing, extra = sorted(set(declared) - set(given)), sorted(set(given) - set(declared))
        raise StepFailed(f"{table.name}: the step leaves out {missing or 'nothing'} and adds {extra or 'nothing'}")
    con.execute(f"insert into {ddl.name(table.name)} by name {query}")


def _insert_batches(con: duckdb.DuckDBPyConnection, table: Table, step: Step, code_stood: bool) -> None:
    transform = import_module(step.module).transform
    made, given = ddl.name(table.name), ddl.name(step.inputs[0])
    changed = f"from {given}"
    if code_stood:
        keys = ", ".join(ddl.name(key) for key in table.key)
        before = f"(select hash(r) as content from last_night.{given} r)"
        changed = f"select r.* from {given} r anti join {before} before on before.content = hash(r)"
    reader = con.cursor().sql(changed).to_arrow_reader(BATCH_ROWS)
    batches = (arrow(transform(pl.from_arrow(pa.Table.from_batches([batch])))) for batch in reader)
    first = next(batches, None)
    if first is not None:
        rows = (batch for part in chain([first], batches) for batch in part.cast(first.schema).to_batches())
        con.register("transformed_rows", pa.RecordBatchReader.from_batches(first.schema, rows))
        con.execute(f"insert into {made} by name from transformed_rows")
        con.unregister("transformed_rows")
    if code_stood:
        con.execute(
            f"insert into {made} by name from last_night.{made} anti join {made} using ({keys}) "
            f"semi join {given} using ({keys})"
        )


def _check_key(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """A PRIMARY KEY would make the load four times dearer; one grouping tells the same."""
    if not table.key:
        return
    keys = ", ".join(ddl.name(key) for key in table.key)
    query = f"select count(*) from (select 1 from {ddl.name(table.name)} group by {keys} having count(*) > 1)"
    twice = con.execute(query).fetchall()[0][0]
    if twice:
        raise StepFailed(f"{table.name}: {twice} keys ({', '.join(table.key)}) appear more than once")


def _broken_promise(con: duckdb.DuckDBPyConnection, step: Step, table: Table) -> str:
    """The rule that rows of this step break, and how many; the constraint error itself would show a row."""
    if step.kind != "sql":
        return "its rows break a promise of the declared table"
    promises = table.predicates()
    tests = ", ".join(f"count(*) filter (where not ({p}))" for p in promises.values() if "today" not in p)
    said = [sentence for sentence, p in promises.items() if "today" not in p]
    counts: tuple[Any, ...] = con.execute(f"select {tests} from ({step.text}) t").fetchall()[0]
    broken = [f"{count} rows break '{rule}'" for rule, count in zip(said, counts, strict=True) if count]
    return "; ".join(broken) or "a promise of the declared table is broken"


def _first_words(error: duckdb.Error) -> str:
    """The kind of error and its first line up to any quoted value."""
    line = str(error).splitlines()[0]
    return line.split('"')[0].split("'")[0].strip()[:160]
