"""Was it put right, how soon, and did they buy again."""

from datetime import date
from functools import cache
from typing import Any

from tests.world.chain import rows_of
from tests.world.survey import people

CONTACTS = """
source | interaction_key | party_key | occurred_at      | episode | score | is_complaint | resolved_at
desk   | 01              | mended    | 2026-05-01 10:00 | 送货    | -2    | false        | 2026-05-04 09:00
desk   | 02              | mended    | 2026-05-03 10:00 | 送货    | 2     | false        |
desk   | 03              | elsewhere | 2026-05-01 10:00 | 送货    | -2    | false        |
desk   | 04              | elsewhere | 2026-05-03 10:00 | 发票    | 2     | false        |
desk   | 05              | late      | 2026-04-01 10:00 | 送货    | -1    | false        |
desk   | 06              | late      | 2026-05-20 10:00 | 送货    | 3     | false        |
desk   | 07              | open      | 2026-06-20 10:00 | 送货    | -1    | false        |
desk   | 08              | moaned    | 2026-05-01 10:00 | 账单    |       | true         |
desk   | 09              | content   | 2026-05-01 10:00 | 送货    | 3     | false        |
"""
PURCHASES = """
customer_id | purchase_key | occurred_at      | occurred_on
mended      | p1           | 2026-04-30 10:00 | 2026-04-30
mended      | p2           | 2026-05-11 10:00 | 2026-05-11
late        | p3           | 2026-06-01 10:00 | 2026-06-01
open        | p4           | 2026-06-22 10:00 | 2026-06-22
"""


@cache
def recoveries() -> dict[str, dict[str, Any]]:
    who = {"mended", "elsewhere", "late", "open", "moaned", "content"}
    facts = {"core.interaction": CONTACTS, "value.purchase": PURCHASES, "identity.record": people(who, "desk")}
    return {row["customer_id"]: row for row in rows_of("satisfaction.recovery", facts)}


def test_a_failure_followed_by_a_good_contact_of_the_same_matter_was_put_right() -> None:
    row = recoveries()["mended"]
    assert (row["is_put_right"], row["put_right_on"], row["days_to_put_right"]) == (True, date(2026, 5, 3), 2)


def test_the_day_the_source_calls_it_settled_is_told_apart() -> None:
    row = recoveries()["mended"]
    assert (row["settled_on"], row["days_to_settle"]) == (date(2026, 5, 4), 3)


def test_a_purchase_after_the_failure_counts_one_before_does_not() -> None:
    row = recoveries()["mended"]
    assert (row["bought_again_on"], row["days_to_purchase"], row["has_bought_again"]) == (date(2026, 5, 11), 10, True)


def test_a_good_contact_of_another_matter_puts_nothing_right() -> None:
    row = recoveries()["elsewhere"]
    assert (row["put_right_on"], row["is_put_right"], row["reason"]) == (None, False, None)


def test_what_is_mended_after_the_set_days_was_not_put_right() -> None:
    row = recoveries()["late"]
    assert (row["days_to_put_right"], row["is_put_right"], row["has_bought_again"]) == (49, False, False)


def test_while_the_set_days_run_the_answer_is_open() -> None:
    row = recoveries()["open"]
    assert (row["is_put_right"], row["has_bought_again"]) == (None, True)
    assert row["reason"] == "the set days have not passed"


def test_a_complaint_is_a_failure_without_a_score() -> None:
    row = recoveries()["moaned"]
    assert (row["is_complaint"], row["worst_score"], row["is_put_right"]) == (True, None, False)


def test_a_matter_that_went_well_needs_no_recovery() -> None:
    assert "content" not in recoveries()
