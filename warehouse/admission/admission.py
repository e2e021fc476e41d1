"""The door for a source's rows: landed cells become typed rows that keep their contract, or are refused."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from expectations.contract.source_object import Rule, SourceObject
from warehouse import ddl, engine
from warehouse.admission.delivery import deleted_rows, greatest_cursor, stand
from warehouse.admission.quarantine import (
    NightStopped,
    assert_balance,
    clear,
    first_seen,
    forget,
    kept_rows,
    record,
    refused_rows,
    told,
)
from warehouse.admission.row_check import judge, parquet


@dataclass(frozen=True, slots=True)
class DeliveryFigures:
    """What one object delivered tonight: a row of `ops.delivery`."""

    source: str
    object: str
    received: int
    kept: int
    quarantined: int
    current_rows: int
    deleted_rows: int
    is_stale: bool
    stale_reason: str | None
    cursor: str | None
    content_hash: str


def admit(
    con: duckdb.DuckDBPyConnection,
    found: SourceObject,
    landing: Path | None,
    rejected: Path | None,
    today: date,
    time_zone: str,
    stale_reason: str | None = None,
) -> DeliveryFigures:
    """Figures of one object whose good rows now stand as `<source>.<object>` and the others in quarantine.

    `rejected` holds lines that could not be parsed. Without a landing last night's rows stand. `time_zone`
    is the company's: a moment without a zone is in the source's own or else in this one, and is stored in
    UTC. Raises NightStopped when the object breaks a promise about the whole of it.
    """
    forget(con, found.table, found.name, found.source)
    con.execute("delete from ops.delivery where source = ? and object = ?", [found.source, found.name])
    if landing is None:
        figures = _stale(con, found, today, time_zone, stale_reason or "nothing came")
    else:
        figures = _fresh(con, found, landing, rejected, today, time_zone)
    con.execute(
        f"insert into ops.delivery values ({', '.join('?' * 12)})",
        [
            *(found.source, found.name, found.delivery, figures.received, figures.kept, figures.quarantined),
            *(figures.current_rows, figures.deleted_rows, figures.is_stale, figures.stale_reason),
            *(figures.cursor, figures.content_hash),
        ],
    )
    return figures


def _stale(
    con: duckdb.DuckDBPyConnection, found: SourceObject, today: date, time_zone: str, reason: str
) -> DeliveryFigures:
    if not found.may_be_absent:
        raise NightStopped(f"{found.table}: {reason}, and its contract does not say that it may be absent")
    stand(con, found, None)
    content, rows = engine.content_hash(con, found.table)
    cursor = greatest_cursor(con, found, None, today, time_zone)
    return DeliveryFigures(found.source, found.name, 0, 0, 0, rows, 0, True, reason, cursor, content)


def _fresh(
    con: duckdb.DuckDBPyConnection,
    found: SourceObject,
    landing: Path,
    rejected: Path | None,
    today: date,
    time_zone: str,
) -> DeliveryFigures:
    content, landed = _content(con, landing)
    unread = _reject(con, found, rejected, today)
    if landed + unread == 0 and not found.may_be_empty:
        raise NightStopped(f"{found.table}: the delivery is empty, and its contract promises rows")
    sifted, checks = judge(con, found, landing, today, time_zone)
    record(con, sifted, found.table, found.name, checks, today)
    kept = kept_rows(sifted, checks)
    kept_count, refused = con.execute(
        f"select (select count(*) from ({kept})), (select count(*) from ({refused_rows(sifted, checks)}))"
    ).fetchall()[0]
    quarantined = refused + unread
    assert_balance(found.table, landed + unread, kept_count, quarantined)
    stand(con, found, kept)
    rows = int(con.execute(f"select count(*) from {ddl.name(found.table)}").fetchall()[0][0])
    deleted = deleted_rows(con, found, sifted.row)
    cursor = greatest_cursor(con, found, kept, today, time_zone)
    clear(con, sifted)
    for rule in found.rules:
        if rule.query:
            _check_figure(con, found, rule)
    received = landed + unread
    return DeliveryFigures(
        found.source, found.name, received, kept_count, quarantined, rows, deleted, False, None, cursor, content
    )


def _content(con: duckdb.DuckDBPyConnection, landing: Path) -> tuple[str, int]:
    con.execute(f"create or replace temp view landed as select * exclude (source_line) from {parquet(landing)}")
    content = engine.content_hash(con, "landed")
    con.execute("drop view landed")
    return content


def _reject(con: duckdb.DuckDBPyConnection, found: SourceObject, rejected: Path | None, today: date) -> int:
    """Lines that could not be parsed go to quarantine with the parser's reason; returns how many lines."""
    if rejected is None:
        return 0
    source, object_name = ddl.text(found.source), ddl.text(found.name)
    lines = f"(select distinct source_line, reason from {parquet(rejected)})"
    con.execute(
        f"""insert into ops.quarantine
            select {source}, {object_name}, l.source_line, null, l.reason, 'critical',
              coalesce(b.seen_on, {ddl.text(str(today))}::date)
            from {lines} l left join ({first_seen(con, found.name)}) b
              on b.source = {source} and b.rule = l.reason and b.row_number = l.source_line
            order by all"""
    )
    con.execute(
        f"""insert into ops.validation
            select {ddl.text(found.table)}, reason, 'critical', false, null, count(*) from {lines}
            group by reason order by reason"""
    )
    return int(con.execute(f"select count(distinct source_line) from {lines}").fetchall()[0][0])


def _check_figure(con: duckdb.DuckDBPyConnection, found: SourceObject, rule: Rule) -> None:
    """A figure about the whole object, taken of the rows that stand, lies within its bounds."""
    query = str(rule.query).replace("${object}", "{object}").replace("{object}", ddl.name(found.table))
    try:
        figure = con.execute(query).fetchall()[0][0]
    except duckdb.Error as error:
        raise NightStopped(f"{found.table}: the rule '{rule.sentence}' cannot be evaluated: {told(error)}") from None
    low = rule.at_least is None or (figure is not None and figure >= rule.at_least)
    high = rule.at_most is None or (figure is not None and figure <= rule.at_most)
    con.execute(
        "insert into ops.validation values (?, ?, ?, ?, null, ?)",
        [found.table, rule.sentence, rule.severity, low and high, 0 if low and high else 1],
    )
    if rule.severity == "critical" and not (low and high):
        raise NightStopped(f"{found.table}: '{rule.sentence}' does not hold")
