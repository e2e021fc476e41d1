"""Elements of strong relationships: what customers say, and what contacts show."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import survey

ANSWERS = """
who  | wave | instrument           | item                  | aspect    | score | low | high
王伟 | 夏   | relationship_element | trust                 | agreement | 6     | 1   | 7
李娜 | 夏   | relationship_element | trust                 | agreement | 2     | 1   | 5
王伟 | 夏   | relationship_element | two_way_communication | agreement | 5     | 1   | 7
"""
CONTACTS = """
source | interaction_key | party_key | occurred_at      | direction
survey | 01              | 王伟      | 2026-05-20 10:00 | inbound
survey | 02              | 王伟      | 2026-05-21 10:00 | outbound
survey | 03              | 李娜      | 2026-05-21 10:00 | outbound
survey | 04              | 李娜      | 2024-05-21 10:00 | inbound
"""


@cache
def elements() -> dict[tuple[str, str], dict[str, Any]]:
    rows = rows_of("relationship.relationship_element", survey(ANSWERS) | {"core.interaction": CONTACTS})
    return {(row["element"], row["basis"]): row for row in rows}


def test_agreement_is_the_mean_on_seven_points_with_its_interval() -> None:
    # 6 of 1-7 and 2 of 1-5, which is 2.5 of 1-7.
    row = elements()[("trust", "survey")]
    assert (row["n"], row["value"], row["low"]) == (2, 4.25, pytest.approx(4.25 - 12.706205 * 1.75, abs=1e-5))


def test_two_way_communication_is_also_what_contacts_of_the_last_year_show() -> None:
    row = elements()[("two_way_communication", "contacts")]
    assert (row["n"], row["value"]) == (2, 0.5)
    assert row["low"] == pytest.approx(0.094531, abs=1e-5)


def test_what_customers_say_of_it_stands_apart() -> None:
    assert elements()[("two_way_communication", "survey")]["value"] == 5.0
