"""Preferences, asking twice, and days that come round."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.people import customers

PREFERENCES = """
source | party_key | preference | value | how      | stated_on  | expires_on
s      | 王伟      | 饮料       | 咖啡  | stated   | 2025-01-01 |
s      | 王伟      | 饮料       | 茶    | stated   | 2025-06-30 |
s      | 王伟      | 饮料       | 水    | observed | 2026-06-01 |
s      | 王伟      | 报纸       | 日报  | stated   | 2026-01-01 | 2026-04-01
s      | 王伟      | 袋子       | 纸袋  | observed | 2026-06-30 | 2026-06-30
s      | 李娜      | 饮料       | 茶    | stated   | 2026-06-29 |
"""
ASKS = """
source | party_key | preference | asked_at         | channel | employee
s      | 王伟      | 饮料       | 2025-01-01 09:00 | store   | E01
s      | 王伟      | 饮料       | 2025-01-01 17:00 | store   | E02
s      | 王伟      | 报纸       | 2026-04-01 09:00 | phone   | E01
s      | 王伟      | 报纸       | 2026-05-01 09:00 | phone   | E01
s      | 李娜      | 饮料       | 2026-05-01 09:00 | store   | E01
"""


@cache
def rows(table: str, today: date = date(2026, 6, 30)) -> list[dict[str, Any]]:
    facts = customers("王伟", "李娜", "张敏") | {"core.preference": PREFERENCES, "core.preference_ask": ASKS}
    return rows_of(table, facts, today=today)


def preference(value: str) -> dict[str, Any]:
    return next(row for row in rows("memory.preference") if (row["customer_id"], row["value"]) == ("王伟", value))


def memory(who: str) -> dict[str, Any]:
    return next(row for row in rows("memory.preference_memory") if row["customer_id"] == who)


def test_of_stated_preferences_the_newest_holds_and_outranks_an_observed_one() -> None:
    assert [preference(value)["is_current"] for value in ("茶", "咖啡", "水")] == [True, False, False]


def test_a_preference_holds_on_its_last_day_and_not_after() -> None:
    assert preference("纸袋")["is_current"]
    assert not preference("日报")["is_unexpired"]


def test_freshness_halves_with_every_half_life() -> None:
    # 365 days from 2025-06-30 to 2026-06-30.
    assert (preference("茶")["age_days"], preference("茶")["freshness"]) == (365, 0.5)
    assert preference("纸袋")["freshness"] == 1.0


def test_one_preference_of_a_kind_at_most_is_current() -> None:
    current = [(row["customer_id"], row["preference"]) for row in rows("memory.preference") if row["is_current"]]
    assert len(current) == len(set(current)) == 3


def test_asking_for_what_is_known_and_unexpired_is_a_goldfish_incident() -> None:
    incidents = {(row["preference"], row["asked_on"], row["days_known"]) for row in rows("memory.goldfish_incident")}
    # The shop's clock is eight hours ahead: 17:00 on the first day of the year is its second day.
    assert incidents == {("饮料", date(2025, 1, 2), 1), ("报纸", date(2026, 4, 1), 90)}


def test_the_day_on_which_it_was_told_is_no_incident() -> None:
    first = next(row for row in rows("memory.ask") if row["employee"] == "E01" and row["preference"] == "饮料")
    assert (first["known_since_on"], first["is_goldfish"]) == (None, False)


def test_the_memory_rate_is_one_less_incidents_of_asks() -> None:
    row = memory("王伟")
    assert (row["asks"], row["incidents"], row["memory_rate"]) == (4, 2, 0.5)
    # Two of four by Wilson.
    assert (row["low"], row["high"]) == (pytest.approx(0.15004, abs=1e-5), pytest.approx(0.84996, abs=1e-5))


def test_coverage_counts_kinds_that_hold_of_all_kinds_that_are_kept_or_asked() -> None:
    row = memory("王伟")
    assert (row["known"], row["coverage"], row["freshness"]) == (2, 0.666667, 0.75)


def test_who_was_never_asked_has_no_memory_rate() -> None:
    row = memory("张敏")
    assert (row["memory_rate"], row["reason"]) == (None, "never asked")
    assert (row["known"], row["coverage"], row["known_reason"]) == (0, 0.0, "nothing known that still holds")


def test_memory_is_told_in_all_and_by_preference_and_channel() -> None:
    found = {(row["scope"], row["name"]): (row["asks"], row["incidents"]) for row in rows("memory.memory_summary")}
    assert found == {
        ("all", "all"): (5, 2),
        ("preference", "饮料"): (3, 1),
        ("preference", "报纸"): (2, 1),
        ("channel", "store"): (3, 1),
        ("channel", "phone"): (2, 1),
    }


BIRTHS = """
customer_id | party_type   | birth_on
leap        | person       | 2000-02-29
today       | person       | 1990-06-30
tomorrow    | person       | 1990-07-01
yesterday   | person       | 1990-06-29
newborn     | person       | 2026-06-30
company     | organisation | 1990-07-01
unknown     | person       |
"""


def birthdays(today: date) -> dict[str, tuple[date, int, int]]:
    rows = rows_of("memory.special_day", {"identity.customer": BIRTHS}, today=today)
    return {row["customer_id"]: (row["next_on"], row["days_ahead"], row["years"]) for row in rows}


def test_a_birthday_is_the_next_one_with_the_age_reached() -> None:
    found = birthdays(date(2026, 6, 30))
    assert found["today"] == (date(2026, 6, 30), 0, 36)
    assert found["tomorrow"] == (date(2026, 7, 1), 1, 36)
    assert found["yesterday"] == (date(2027, 6, 29), 364, 37)


def test_nobody_has_a_birthday_on_the_day_of_birth() -> None:
    assert birthdays(date(2026, 6, 30))["newborn"] == (date(2027, 6, 30), 365, 1)


def test_companies_and_people_of_unknown_birth_have_no_birthday() -> None:
    assert {"company", "unknown"}.isdisjoint(birthdays(date(2026, 6, 30)))


@pytest.mark.parametrize(
    ("today", "next_on", "years"),
    [
        (date(2026, 2, 28), date(2026, 2, 28), 26),
        (date(2026, 3, 1), date(2027, 2, 28), 27),
        (date(2028, 2, 28), date(2028, 2, 29), 28),
        (date(2028, 2, 29), date(2028, 2, 29), 28),
        (date(2099, 12, 1), date(2100, 2, 28), 100),
    ],
)
def test_a_29_february_is_kept_on_the_28th_in_other_years(today: date, next_on: date, years: int) -> None:
    found = birthdays(today)["leap"]
    assert (found[0], found[2]) == (next_on, years)


def test_standing_contracts_and_first_purchases_have_anniversaries() -> None:
    facts = customers("王伟") | {
        "core.subscription": """
        source | subscription_key | party_key | status    | started_on
        s      | V1               | 王伟      | active    | 2024-08-01
        s      | V2               | 王伟      | cancelled | 2023-08-01
        """,
        "value.summary": "customer_id | first_on\n王伟 | 2025-07-15",
    }
    rows = rows_of("memory.special_day", facts)
    assert [(row["kind"], row["name"], row["next_on"], row["years"]) for row in rows] == [
        ("contract_anniversary", "s V1", date(2026, 8, 1), 2),
        ("first_purchase", "first purchase", date(2026, 7, 15), 1),
    ]
