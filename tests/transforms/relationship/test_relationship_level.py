"""How near contacts, purchases and disclosure brought a customer."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.people import customers

NAMES = ("friend", "caller", "clicker", "stranger", "gone")
CONTACTS = """
source | interaction_key | party_key | occurred_at      | channel | employee | direction
s      | 01              | friend    | 2026-06-01 10:00 | store   | E01      | inbound
s      | 02              | friend    | 2026-06-02 10:00 | 门店    | E01      | outbound
s      | 03              | friend    | 2026-06-03 10:00 | 电话    | E01      | inbound
s      | 04              | friend    | 2026-06-04 10:00 | Store   | E02      | inbound
s      | 05              | caller    | 2026-06-01 10:00 | phone   | E01      | inbound
s      | 06              | caller    | 2026-06-02 10:00 | 飞鸽    | E01      | inbound
s      | 07              | clicker   | 2026-06-02 10:00 | web     |          | inbound
s      | 08              | gone      | 2025-06-30 01:00 | store   | E01      | inbound
"""
PURCHASES = """
source | purchase_key | customer_id | occurred_on | channel
s      | p1           | friend      | 2026-06-05  | store
"""
SERVED = """
source | purchase_key | employee
s      | p1           | E01
"""
PREFERENCES = """
source | party_key | preference | value | how    | stated_on  | expires_on
s      | friend    | 饮料       | 茶    | stated | 2026-01-01 |
s      | friend    | 袋子       | 纸袋  | stated | 2026-01-01 |
s      | friend    | 语言       | 中文  | stated | 2026-01-01 | 2026-02-01
s      | friend    | 口味       | 辣    | observed | 2026-01-01 |
"""


@cache
def levels() -> dict[str, dict[str, Any]]:
    facts = customers(*NAMES) | {
        "core.interaction": CONTACTS,
        "value.purchase": PURCHASES,
        "core.purchase": SERVED,
        "core.preference": PREFERENCES,
    }
    return {row["customer_id"]: row for row in rows_of("relationship.relationship_level", facts)}


def test_channels_are_shared_out_over_contacts_and_purchases() -> None:
    row = levels()["friend"]
    assert (row["contacts"], row["face_to_face_share"], row["voice_share"], row["digital_share"]) == (5, 0.8, 0.2, 0.0)


def test_after_the_first_meeting_three_of_four_were_with_the_same_employee() -> None:
    assert levels()["friend"]["same_employee_share"] == 0.75


def test_only_what_was_stated_and_holds_today_is_disclosed() -> None:
    assert levels()["friend"]["disclosed"] == 2


def test_nearness_is_the_mean_of_four_signs() -> None:
    # Warmth 0.8 + 0.2 / 2 = 0.9, frequency 5 / 365 x 30.4375 = 0.416952, same face 0.75, disclosure 2 / 5 = 0.4.
    row = levels()["friend"]
    assert row["nearness"] == pytest.approx((0.9 + 0.416952 + 0.75 + 0.4) / 4, abs=1e-6)
    assert (row["level"], row["is_two_way"]) == ("intimate", True)


def test_a_channel_that_nobody_listed_is_left_out_of_the_shares() -> None:
    # Warmth 0.5 of one known channel, frequency 0.166781, the same face again 1, disclosure 0.
    row = levels()["caller"]
    assert (row["contacts"], row["voice_share"]) == (2, 1.0)
    assert (row["nearness"], row["level"]) == (pytest.approx(1.666781 / 4, abs=1e-6), "familiar")


def test_a_sign_that_is_not_known_is_not_counted_as_nought() -> None:
    # Without an employee three signs are left: warmth 0, frequency 0.083390, disclosure 0.
    row = levels()["clicker"]
    assert (row["same_employee_share"], row["is_two_way"]) == (None, False)
    assert (row["nearness"], row["level"]) == (pytest.approx(0.083390 / 3, abs=1e-6), "distant")


def test_who_was_not_met_for_a_year_is_isolated() -> None:
    row = levels()["gone"]
    assert (row["contacts"], row["level"], row["nearness"]) == (0, "isolated", None)
    assert levels()["stranger"]["level"] == "isolated"


def test_without_any_source_of_contacts_nobody_has_a_level() -> None:
    (row,) = rows_of("relationship.relationship_level", customers("friend"))
    assert (row["level"], row["reason"]) == (None, "no source tells of contacts or purchases")
