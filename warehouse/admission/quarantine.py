"""Rows that break a promise: found in one pass, kept aside with the sentence they broke, counted, never lost.

`sift` makes two temporary tables and returns their names. Further failures (a key twice, a party unknown) are added by
`add_failures`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from expectations.table import Severity
from warehouse.ddl import name, text

KEY_ONCE = "the key appears once"
SHARE_NOISE = 1e-9  # a share such as 0.95 has no exact binary form


class NightStopped(Exception):
    """The night ends before anything is published; the sentence names table and promise, never a value."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise about a row: its sentence, SQL that is true where it is broken, what follows.

    `refuses` sends the row to quarantine; otherwise it is counted and passes. Below `minimum_share` of good rows a
    critical check stops the night. An empty `fails` is found by another query.
    """

    sentence: str
    fails: str = ""
    severity: Severity = "critical"
    refuses: bool = True
    minimum_share: float = 1.0


@dataclass(frozen=True, slots=True)
class Sifted:
    """Names of the temporary tables of the rows in hand.

    `row`: one row a row that came: the columns kept of it, `_source`, `_line` and `_key` among them, and `_broken`,
    the places of the checks that it broke by itself. Its rowid is its id.
    `failure`: one row a row and a check that it broke: row_id, place.
    """

    row: str = "judged"
    failure: str = "failure"


def sift(con: duckdb.DuckDBPyConnection, table: str, rows: str, columns: str, checks: Sequence[Check]) -> Sifted:
    """Each row of the SELECT `rows` judged, with its `columns`, `_source`, `_line` and `_key` among them."""
    sifted = Sifted()
    tested = [(place, check.fails) for place, check in enumerate(checks) if check.fails]
    cases = ", ".join(f"case when {fails} then {place} end" for place, fails in tested)
    some = " or ".join(f"({fails})" for _, fails in tested) or "false"
    broken = f"case when {some} then list_filter([{cases}]::integer[], lambda place: place is not null) end"
    try:
        con.execute(
            f"create or replace temp table {sifted.row} as select {columns}, {broken} as _broken\nfrom (\n{rows}\n)"
        )
    except duckdb.Error as error:
        raise NightStopped(f"{table}: {_culprit(con, rows, checks, error)}") from None
    con.execute(f"create or replace temp table {sifted.failure} (row_id bigint, place integer)")
    add_failures(con, sifted, f"select rowid, unnest(_broken) from {sifted.row} where _broken is not null")
    return sifted


def add_failures(con: duckdb.DuckDBPyConnection, sifted: Sifted, query: str) -> None:
    """Failures given as a SELECT of (rowid of the row, place of the check)."""
    con.execute(f"insert into {sifted.failure} {query}")


def repeated(sifted: Sifted, key: Sequence[str], order: str, place: int) -> str:
    """SELECT of the rows of a key beyond the first, as failures of the check at `place`.

    A row that breaks nothing else comes first, then what `order` says; `order` must be total.
    """
    keys = quoted_list(key)
    return f"""select row_id, {place} from (
                 select rowid as row_id, row_number() over (partition by {keys} order by
                   exists (select 1 from {sifted.failure} f where f.row_id = judged.rowid), {order}) as position
                 from {sifted.row} judged
                 where ({keys}) in (select ({keys}) from {sifted.row} group by {keys} having count(*) > 1))
               where position > 1"""


def refused_rows(sifted: Sifted, checks: Sequence[Check]) -> str:
    """SELECT of the row ids that some refusing check sends to quarantine."""
    places = [str(place) for place, check in enumerate(checks) if check.refuses]
    return f"select distinct row_id from {sifted.failure} where place in ({', '.join(places) or 'null'})"


def kept_rows(sifted: Sifted, checks: Sequence[Check], columns: str = "*") -> str:
    """SELECT of the judged rows that pass."""
    return (
        f"select {columns} from {sifted.row} judged where not exists "
        f"(select 1 from ({refused_rows(sifted, checks)}) refused where refused.row_id = judged.rowid)"
    )


def record(
    con: duckdb.DuckDBPyConnection,
    sifted: Sifted,
    table: str,
    object_name: str,
    checks: Sequence[Check],
    today: date,
) -> None:
    """Write refusals to `ops.quarantine` and every check to `ops.validation`.

    A refusal that stood last night keeps the day it was first seen. Raises NightStopped when a critical check
    of a minimum share is not met.
    """
    if not checks:
        return
    listed = ", ".join(
        f"({place}, {text(c.sentence)}, {text(c.severity)}, {c.refuses}, {c.minimum_share}::double)"
        for place, c in enumerate(checks)
    )
    con.execute(
        f"""create or replace temp table checked as
            with promise as (select * from (values {listed}) p(place, sentence, severity, refuses, minimum_share)),
            broken as (select place, count(*) as failed from {sifted.failure} group by place),
            counted as (select count(*) as checked from {sifted.row})
            select p.*, checked, coalesce(failed, 0) as failed,
              checked - coalesce(failed, 0) >= (minimum_share - {SHARE_NOISE}) * checked as is_success
            from promise p cross join counted left join broken using (place)"""
    )
    con.execute(
        f"""insert into ops.validation
            select {text(table)}, sentence, severity, is_success, checked, failed from checked order by place"""
    )
    con.execute(
        f"""insert into ops.quarantine
            select j._source, {text(object_name)}, j._line, j._key, c.sentence, c.severity,
              coalesce(b.seen_on, {text(str(today))}::date)
            from {sifted.failure} f join {sifted.row} j on j.rowid = f.row_id
            join checked c on c.place = f.place and c.refuses
            left join ({first_seen(con, object_name)}) b on b.source = j._source and b.rule = c.sentence
              and b.row_key is not distinct from j._key
              and b.row_number is not distinct from case when j._key is null then j._line end
            order by all"""
    )
    missed = con.execute(
        """select sentence, floor(1000.0 * (checked - failed) / checked) / 10, minimum_share from checked
           where not is_success and severity = 'critical' and minimum_share < 1 order by place"""
    ).fetchall()
    con.execute("drop table checked")
    for sentence, share, promised in missed:
        raise NightStopped(f"{table}: '{sentence}' holds for {share:.1f} % of the rows; {promised:.1%} are promised")


def first_seen(con: duckdb.DuckDBPyConnection, object_name: str) -> str:
    """SELECT of the first day of each refusal that stood last night; a row without a key goes by its number."""
    stood = "last_night." if last_night_columns(con, "ops.quarantine") else ""
    never = "" if stood else "false and "
    return f"""select source, rule, row_key, case when row_key is null then row_number end as row_number,
                 min(seen_on) as seen_on
               from {stood}ops.quarantine where {never}object = {text(object_name)} group by 1, 2, 3, 4"""


def assert_balance(what: str, received: int, kept: int, quarantined: int) -> None:
    """Nothing is lost: received = kept + quarantined, or the night stops."""
    if received != kept + quarantined:
        raise NightStopped(f"{what}: {received} rows received, but {kept} kept and {quarantined} quarantined")


def forget(con: duckdb.DuckDBPyConnection, table: str, object_name: str, source: str | None = None) -> None:
    """Drop what an earlier attempt of this night said about a table, so that a retry counts once."""
    con.execute("delete from ops.validation where table_name = ?", [table])
    con.execute(
        "delete from ops.quarantine where object = ? and (? is null or source = ?)",
        [object_name, source, source],
    )


def clear(con: duckdb.DuckDBPyConnection, sifted: Sifted) -> None:
    """Give back the room of the temporary tables."""
    con.execute(f"drop table {sifted.row}; drop table {sifted.failure}")


def last_night_columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column -> type of a table as last night had it; empty when it had none."""
    schema, _, plain = table.partition(".")
    query = """select column_name, data_type from duckdb_columns()
               where database_name = 'last_night' and schema_name = ? and table_name = ? order by column_index"""
    return dict(con.execute(query, [schema, plain]).fetchall())


def told(error: duckdb.Error) -> str:
    """What may be said of an engine's error: all of it when about names, only its kind when it may show data."""
    about_names = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
    if isinstance(error, about_names):
        return str(error).splitlines()[0]
    return f"{type(error).__name__.removesuffix('Exception')} error (its text, which may show data, is left out)"


def _culprit(con: duckdb.DuckDBPyConnection, rows: str, checks: Sequence[Check], error: duckdb.Error) -> str:
    """The sentence of the check, or of the rows themselves, that the engine cannot evaluate."""
    tries = [("its rows cannot be read", f"select max(hash(t)) from (\n{rows}\n) t")]
    tries += [
        (
            f"the rule '{check.sentence}' cannot be evaluated",
            f"select count(*) from (\n{rows}\n) where {check.fails}",
        )
        for check in checks
        if check.fails
    ]
    for what, query in tries:
        try:
            con.execute(query).fetchall()
        except duckdb.Error as cause:
            return f"{what}: {told(cause)}"
    return told(error)


def quoted_list(names: Sequence[str]) -> str:
    """Quoted identifiers with commas between."""
    return ", ".join(name(word) for word in names)
