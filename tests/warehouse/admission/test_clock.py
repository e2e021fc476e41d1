"""A clock is made UTC once, at the door, and a moment is a day in one way: in the zone of the company."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from expectations.catalog import tables
from tests.warehouse.admission.landing import Door, promised
from tests.world import run
from warehouse.admission.mapping import map_core

moment = datetime.fromisoformat
TODAY = date(2026, 12, 1)
MAPPING = """select no as purchase_key, 'sale' as kind, joined_at as occurred_at from crm.member"""
# Evening and early morning, and the nights in which clocks are changed in Berlin and in New York.
CLOCKS = (
    *("2026-01-04 00:12", "2026-01-04 23:48", "2026-07-01 00:00", "2026-07-31 23:59:59"),
    *("2026-03-08 01:30", "2026-03-08 03:30", "2026-03-29 01:30", "2026-03-29 03:30"),
    *("2026-10-25 00:30", "2026-10-25 23:30", "2026-11-01 00:30", "2026-11-01 23:30"),
)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/Berlin"])
def test_every_clock_of_a_source_is_its_own_moment_and_day_in_the_common_shape(tmp_path: Path, zone: str) -> None:
    moments = [moment(clock).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for clock in CLOCKS]
    naive = [f"n{place} | 王芳 | {clock}" for place, clock in enumerate(CLOCKS)]
    offset = [f"o{place} | 王芳 | {when.isoformat()}" for place, when in enumerate(moments)]
    door = Door(tmp_path, TODAY)
    door.con.execute("update ops.setting set time_zone = ?", [zone])

    door.admit(promised(), "\n".join(["no | name | joined_at", *naive, *offset]), zone=zone)
    map_core(door.con, tables()["core.purchase"], [("crm", MAPPING)], TODAY)

    mapped = door.rows("select purchase_key, occurred_at from core.purchase order by 1")
    days = {row["purchase_key"]: row["occurred_on"] for row in run(door.con, "value.transaction")}
    expected = {f"{kind}{place}": when for place, when in enumerate(moments) for kind in "no"}
    assert dict(mapped) == {key: when.replace(tzinfo=None) for key, when in expected.items()}
    assert days == {key: when.astimezone(ZoneInfo(zone)).date() for key, when in expected.items()}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("date '2026-01-04'", moment("2026-01-04 05:00")),  # the beginning of the company's day
        ("'2026-01-04 21:00'", moment("2026-01-05 02:00")),  # a text still is a clock
        ("'2026-01-04T21:00:00+08:00'", moment("2026-01-04 13:00")),
        ("timestamp '2026-01-04 21:00'", moment("2026-01-04 21:00")),  # already UTC
        ("timestamptz '2026-01-04 21:00+08'", moment("2026-01-04 13:00")),
    ],
)
def test_what_a_mapping_gives_for_a_moment_is_read_by_its_type(tmp_path: Path, given: str, meant: datetime) -> None:
    door = Door(tmp_path, TODAY)
    door.con.execute("update ops.setting set time_zone = 'America/New_York'")
    query = f"select 'B1' as purchase_key, 'sale' as kind, {given} as occurred_at"

    map_core(door.con, tables()["core.purchase"], [("crm", query)], TODAY)

    assert door.rows("select occurred_at from core.purchase") == [(meant,)]


def test_a_refusal_in_the_evening_of_the_night_counts_that_night(tmp_path: Path) -> None:
    door = Door(tmp_path, TODAY)
    door.con.execute(
        "update ops.setting set time_zone = 'America/New_York', today_ends_at = timestamp '2026-12-02 05:00'"
    )
    door.con.execute("insert into privacy.consent_member (customer_id, party_source, party_key, is_sole) "
                     "values ('C1', 'crm', '1', true)")  # fmt: skip
    said = (
        "select '1' as party_key, 'newsletter' as purpose, {} as is_granted, 'consent' as basis, {} as valid_from, {}"
    )
    events = [
        said.format("true", "timestamp '2026-01-01 12:00'", "timestamp '2026-01-01 12:00' as recorded_at"),
        said.format("false", "timestamp '2026-12-02 02:00'", "timestamp '2026-12-02 02:00' as recorded_at"),
    ]
    party = "select '1' as party_key, 'person' as party_type"
    map_core(door.con, tables()["core.party"], [("crm", party)], TODAY)
    map_core(door.con, tables()["core.consent_event"], [("crm", " union all ".join(events))], TODAY)

    assert [row["is_granted"] for row in run(door.con, "privacy.consent")] == [False]
