"""A PostgreSQL table that holds what the release holds: upsert and delete in one transaction."""

import io
from collections.abc import Sequence

import adbc_driver_manager
import polars as pl
from adbc_driver_postgresql import dbapi

from expectations.company import Release
from flows.push.answer import Answer, BatchRefused, PushStopped, split_and_retry
from transforms import sql_text

BATCH_ROWS = 10_000


def push_to_postgresql(release: Release, told: dict[str, str], part: str, files: list[bytes]) -> list[Answer]:
    """Answers to the rows of the files. `told` has `address` (postgresql://...) and `table`, with its schema or not.

    The table's primary key is the release's id. Rows that break a promise of the table are refused one by one, with
    their SQLSTATE; all others stand after the last of them, or none does.
    """
    missing = [name for name in ("address", "table") if name not in told]
    if missing:
        raise PushStopped(f"PostgreSQL asks for {' and '.join(missing)}; write `push: {{address: ..., table: ...}}`")
    key = release.destination.id_field
    try:
        # The driver's own transactions cannot go on after a refused batch, so this one is begun and ended in SQL.
        with dbapi.connect(told["address"], autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("begin")
            table = Table(cursor, told["table"], key)
            answers = []
            for content in files:
                rows = pl.read_parquet(io.BytesIO(content))
                for start in range(0, rows.height, BATCH_ROWS):
                    table.stage(rows.slice(start, BATCH_ROWS))
                    ids = rows[key].slice(start, BATCH_ROWS).to_list()
                    work = table.delete if part == "remove" else table.upsert
                    answers += split_and_retry(ids, str, work)
            cursor.execute("commit")
            return answers
    except adbc_driver_manager.Error as error:
        state = error.sqlstate or "no SQLSTATE"
        raise PushStopped(f"PostgreSQL does not take the rows ({state}); see that it runs and who may write") from None


class Table:
    """A table on the other side of a cursor."""

    def __init__(self, cursor: dbapi.Cursor, name: str, key: str) -> None:
        self.cursor, self.key = cursor, sql_text.column(key)
        self.name = sql_text.name(name)
        cursor.execute(
            """select attname, format_type(atttypid, atttypmod) from pg_attribute
               where attrelid = $1::regclass and attnum > 0 and not attisdropped""",
            [self.name],
        )
        self.types = dict(cursor.fetchall())

    def stage(self, rows: pl.DataFrame) -> None:
        """Bring rows over; nobody but this connection sees them."""
        unknown = [name for name in rows.columns if name not in self.types]
        if unknown:
            raise PushStopped(f"the table has no column {', '.join(unknown)}; add it, or name another under `fields`")
        self.names = rows.columns
        self.cursor.execute("drop table if exists pg_temp.staged")
        self.cursor.adbc_ingest("staged", rows.to_arrow(), mode="create", temporary=True)

    def upsert(self, ids: Sequence[str]) -> list[Answer]:
        """Rows created or changed."""
        listed = ", ".join(sql_text.column(name) for name in self.names)
        typed = ", ".join(f"{sql_text.column(name)}::{self.types[name]}" for name in self.names)
        others = [one for one in map(sql_text.column, self.names) if one != self.key]
        changes = ", ".join(f"{one} = excluded.{one}" for one in others)
        conflict = f"do update set {changes}" if changes else "do nothing"
        return self._write(
            f"""insert into {self.name} ({listed}) select {typed} from pg_temp.staged
                where {self.key}::text = any($1::text[]) on conflict ({self.key}) {conflict}""",
            ids,
        )

    def delete(self, ids: Sequence[str]) -> list[Answer]:
        """Rows taken away."""
        return self._write(f"delete from {self.name} where {self.key}::text = any($1::text[])", ids)

    def _write(self, statement: str, ids: Sequence[str]) -> list[Answer]:
        self.cursor.execute("savepoint batch")
        try:
            self.cursor.execute(statement, [list(ids)])
        except adbc_driver_manager.Error as error:
            state = error.sqlstate or ""
            if not state.startswith(("22", "23")):  # wrong data, broken constraints: a matter of rows
                raise
            self.cursor.execute("rollback to savepoint batch")
            raise BatchRefused(f"SQLSTATE {state}") from None
        self.cursor.execute("release savepoint batch")
        return [Answer(one) for one in ids]
