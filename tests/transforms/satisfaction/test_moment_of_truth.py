"""Score cards of matters, and of customers, channels, steps and employees."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import people

CONTACTS = """
source | interaction_key | party_key | occurred_at      | channel | employee | episode | step    | score
desk   | 01              | 王伟      | 2026-05-01 10:00 | 电话    | E07      | 送货    | explore | 1
desk   | 02              | 王伟      | 2026-05-01 10:05 | 电话    | E07      | 送货    | offer   | 1
desk   | 03              | 王伟      | 2026-05-02 09:00 | store   | E01      | 送货    | action  | 2
desk   | 04              | 王伟      | 2026-05-03 09:00 | store   | E01      | 送货    | confirm | 3
desk   | 05              | 李娜      | 2026-05-01 10:00 | 电话    | E07      | 发票    | explore | -1
desk   | 06              | 李娜      | 2026-05-01 10:05 | 电话    | E07      | 发票    | offer   | 0
desk   | 07              | 李娜      | 2026-05-02 09:00 | store   | E01      | 发票    | action  | -3
desk   | 08              | 张敏      | 2026-05-02 09:00 | store   | E01      | 咨询    | explore |
desk   | 09              | 赵磊      | 2026-05-04 09:00 | store   | E01      |         | action  | 2
desk   | 10              | 赵磊      | 2026-05-05 09:00 | store   | E01      |         | action  | -2
desk   | 11              |           | 2026-05-06 09:00 | 电话    | E07      |         | action  | 1
"""
WORLD = {"core.interaction": CONTACTS, "identity.record": people({"王伟", "李娜", "张敏", "赵磊"}, "desk")}


@cache
def cards() -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["customer_id"], row["episode"]): row for row in rows_of("satisfaction.moment_of_truth", WORLD)}


@cache
def summaries() -> dict[tuple[str, str], dict[str, Any]]:
    rows = rows_of("satisfaction.moment_of_truth_summary", WORLD)
    return {(row["scope"], row["name"]): row for row in rows}


def test_a_matter_that_went_well_is_totalled_and_confirmed() -> None:
    card = cards()[("王伟", "送货")]
    assert (card["moments"], card["total"], card["mean"], card["peak_end"]) == (4, 7, 1.75, 3.0)
    assert (card["first_failed_step"], card["is_confirmed"], card["is_crisis"]) == (None, True, False)


def test_a_matter_that_went_wrong_names_its_first_failed_step_and_the_crisis() -> None:
    card = cards()[("李娜", "发票")]
    assert (card["total"], card["mean"], card["peak_end"]) == (-4, -1.333333, -3.0)
    assert (card["first_failed_step"], card["is_confirmed"], card["is_crisis"]) == ("explore", False, True)


def test_a_matter_without_a_score_has_no_card() -> None:
    assert "张敏" not in {customer for customer, _ in cards()}


def test_contacts_that_share_no_episode_are_matters_of_their_own() -> None:
    assert {episode for customer, episode in cards() if customer == "赵磊"} == {"contact 09", "contact 10"}


def test_of_two_peaks_of_equal_magnitude_the_later_is_remembered() -> None:
    row = summaries()[("customer", "赵磊")]
    assert (row["mean"], row["peak_end"]) == (0.0, -2.0)


def test_a_channel_counts_contacts_of_people_nobody_knows() -> None:
    row = summaries()[("channel", "电话")]
    assert (row["moments"], row["total"], row["mean"]) == (5, 2, 0.4)
    # 王伟 ends at 1 and 1, 李娜 at -1 (magnitude) and 0 (last): (1 - 0.5) / 2.
    assert row["peak_end"] == 0.25


def test_a_mean_of_moments_has_students_interval() -> None:
    # 1, 1, -1, 0, 1: variance 0.8, t with four degrees 2.776445.
    row = summaries()[("channel", "电话")]
    assert row["mean_low"] == pytest.approx(0.4 - 2.776445 * (0.8 / 5) ** 0.5, abs=1e-6)


def test_the_share_of_failures_has_wilsons_interval() -> None:
    row = summaries()[("channel", "电话")]
    assert (row["negative_share"], row["negative_low"]) == (0.2, pytest.approx(0.03622, abs=1e-5))
    assert row["negative_high"] == pytest.approx(0.62446, abs=1e-5)


def test_a_step_and_an_employee_have_cards_of_their_own() -> None:
    rows = summaries()
    assert (rows[("step", "action")]["moments"], rows[("step", "action")]["crises"]) == (5, 1)
    assert (rows[("employee", "E01")]["moments"], rows[("employee", "E01")]["confirmed"]) == (5, 1)


def test_contacts_at_home_after_midnight_are_of_the_companys_day() -> None:
    facts = {"core.interaction": CONTACTS.replace("2026-05-06 09:00", "2026-05-06 17:00")}
    rows = {row["interaction_key"]: row for row in rows_of("relationship.contact", WORLD | facts)}
    assert str(rows["11"]["occurred_on"]) == "2026-05-07"


def test_channels_are_near_or_far_and_an_unlisted_one_is_neither() -> None:
    facts = {"core.interaction": CONTACTS.replace("2026-05-06 09:00 | 电话", "2026-05-06 09:00 | 飞鸽")}
    rows = {row["interaction_key"]: row["channel_kind"] for row in rows_of("relationship.contact", WORLD | facts)}
    assert (rows["01"], rows["03"], rows["11"]) == ("voice", "face_to_face", None)
