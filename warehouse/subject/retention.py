"""What has outlived its use: values of old rows, people whom nobody needs to know any more, and old files."""

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb

from expectations.contract.source_object import SourceObject
from transforms.sql_text import COMPANY_ZONE, company_day
from warehouse import ddl

PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
UNITS = ("years", "months", "weeks", "days")
DATED = ("DATE", "TIMESTAMP")
# Purchases, contacts and running contracts keep a record alive; so does the day on which it came to us.
SEEN = f"""
select coalesce(party_source, source) as source, party_key, max({company_day("occurred_at", COMPANY_ZONE)}) as seen_on
from core.purchase where party_key is not null group by 1, 2
union all
select coalesce(party_source, source), party_key, max({company_day("occurred_at", COMPANY_ZONE)})
from core.interaction where party_key is not null group by 1, 2
union all
select coalesce(party_source, source), party_key, max(coalesce(ended_on, date '9999-12-31'))
from core.subscription group by 1, 2
"""


def interval(period: str) -> str | None:
    """An ISO 8601 period of days, weeks, months and years as an SQL interval; None when it is none."""
    found = PERIOD.fullmatch(period)
    parts = (
        [f"interval {count} {unit}" for count, unit in zip(found.groups(), UNITS, strict=True) if count]
        if found
        else []
    )
    return " + ".join(parts) or None


def is_kept_by_engine(found: SourceObject, column: str) -> bool:
    """Whether `blank_outlived` can hold the column to its period: rows say when they changed, and it is no key."""
    return (
        _cursor_type(found) in DATED
        and column not in (*found.key, found.cursor)
        and interval(found.retention[column]) is not None
    )


def _cursor_type(found: SourceObject) -> str | None:
    return next((c.type for c in found.columns if c.name == found.cursor), None)


def blank_outlived(con: duckdb.DuckDBPyConnection, found: SourceObject, today: date) -> int:
    """Values taken out of the rows that stand because the row was last changed longer ago than they may be kept."""
    gone = 0
    for column, period in found.retention.items():
        if is_kept_by_engine(found, column):
            name, cursor = ddl.name(column), ddl.name(str(found.cursor))
            if _cursor_type(found) == "TIMESTAMP":
                cursor = company_day(cursor, COMPANY_ZONE)
            gone += con.execute(
                f"update {ddl.name(found.table)} set {name} = null "
                f"where {name} is not null and {cursor} < ?::date - ({interval(period)})",
                [today],
            ).fetchall()[0][0]
    return gone


def longest_use(con: duckdb.DuckDBPyConnection) -> int | None:
    """Days after which no purpose has a use for a customer; None when one has no end, or there is none."""
    query = "select max(retention_days), bool_and(retention_days is not null) from privacy.purpose"
    days, has_end = con.execute(query).fetchall()[0]
    return days if has_end else None


def seen_since(con: duckdb.DuckDBPyConnection, day: date) -> duckdb.DuckDBPyRelation:
    """Records (source, party_key) with a purchase, a contact or a running contract on or after a day."""
    return con.sql(f"select distinct source, party_key from ({SEEN}) where seen_on >= date '{day}' order by all")


def outlived(con: duckdb.DuckDBPyConnection, day: date) -> list[tuple[str, str, str]]:
    """Records (customer_id, source, party_key) of last night's customers none of whose records was seen since a day."""
    return con.execute(
        f"""with seen as (select source, party_key, max(seen_on) as seen_on from ({SEEN}) group by all),
            known as (
              select r.customer_id, max(greatest(r.joined_on, s.seen_on)) as seen_on
              from last_night.identity.record r left join seen s on s.source = r.source and s.party_key = r.party_key
              group by r.customer_id
            )
            select r.customer_id, r.source, r.party_key
            from last_night.identity.record r inner join known k on k.customer_id = r.customer_id
            where k.seen_on < ? order by all""",
        [day],
    ).fetchall()


def drop_old_landings(folder: Path, today: date, days: int) -> int:
    """Landed files deleted because they are older than some days."""
    old = [
        file
        for file in sorted(folder.glob("*/*/*.parquet"))
        if date.fromisoformat(file.name.split(".")[0]) < today - timedelta(days=days)
    ]
    for file in old:
        file.unlink()
    return len(old)
