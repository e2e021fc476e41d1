"""Whom the company treats as they are worth, who is still there, and how few bring how much: one fact a case."""

from decimal import Decimal
from typing import Any

import pytest

from tests.world import run, step_rows, world

VALUE = "customer_id | value_tier | cost_to_serve_12m | profit_12m | profit_rank | profit_running_share\n"
OTHERS = "\nA | rising | 100 | 900 | 1 | 0.5\nB | rising | 100 | 900 | 2 | 1"  # a tenth of margin is usual


def audited(row: str, **facts: str) -> dict[str, Any]:
    told = step_rows("value.treatment_audit", {"value.customer_value": VALUE + row + OTHERS} | facts)
    return next(found for found in told if found["customer_id"] == "C1")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        pytest.param("C1 | fading | 60 | -10 | 3 | 1", "costs_more_than_it_brings", id="demands cost more"),
        pytest.param("C1 | | 60 | -60 | 3 | 1", "costs_more_than_it_brings", id="brings nothing"),
        pytest.param("C1 | transactional | 30 | 70 | 3 | 1", "over_served", id="over-served"),
        pytest.param("C1 | rising | 30 | 70 | 3 | 1", "as_worth", id="an investment"),
        pytest.param("C1 | top | 1 | 99 | 3 | 1", "under_served", id="under-served"),
        pytest.param("C1 | fading | 1 | 99 | 3 | 1", "as_worth", id="little for little"),
    ],
)
def test_service_is_laid_beside_margin(row: str, verdict: str) -> None:
    assert audited(row)["verdict"] == verdict


def test_where_no_source_tells_costs_nobody_is_judged() -> None:
    [row] = step_rows("value.treatment_audit", {"value.customer_value": VALUE + "C1 | top | 0 | 99 | 1 | 1"})
    assert (row["verdict"], row["usual_cost_share"]) == ("untold", 0)


LINES = {
    "value.purchase": """
        source | purchase_key | customer_id | occurred_on
        s | 1 | C1 | 2026-06-30
        s | 2 | C1 | 2025-06-30
        s | 3 | A  | 2026-01-01""",
    "core.purchase_line": """
        source | purchase_key | line_key | list_amount | amount
        s | 1 | 1 | 100 | 80
        s | 1 | 2 | 100 | 90
        s | 1 | 3 |     | 70
        s | 2 | 1 | 100 | 1
        s | 3 | 1 | 10  | 9""",
    "relationship.contact": """
        source | interaction_key | customer_id | occurred_on
        s | 1 | C1 | 2026-06-01
        s | 2 | C1 | 2024-06-01
        s | 3 |    | 2026-06-01""",
}


def test_discounts_and_contacts_of_a_year_are_counted() -> None:
    row = audited("C1 | top | 10 | 90 | 3 | 1", **LINES)
    assert (row["discount_share"], row["contacts_12m"]) == (0.15, 1)
    assert (row["margin_12m"], row["cost_share"]) == (100, pytest.approx(0.1))


def test_a_tier_with_the_discounts_of_the_best_enjoys_favours_given_to_all() -> None:
    con = world({"value.customer_value": VALUE + "C1 | top | 10 | 90 | 3 | 1" + OTHERS} | LINES)
    run(con, "value.treatment_audit")
    rows = {row["value_tier"]: row for row in run(con, "value.treatment_summary")}
    assert rows["rising"]["has_the_favours_of_the_best"] is False
    assert rows["top"]["has_the_favours_of_the_best"] is None
    assert sum(row["margin_share"] for row in rows.values()) == pytest.approx(1)
    assert sum(row["cost_share"] for row in rows.values()) == pytest.approx(1)
    assert (rows["rising"]["customers"], rows["rising"]["margin_12m"]) == (2, Decimal(2000))
    con.execute("update core.purchase_line set amount = 8 where purchase_key = '3'")
    run(con, "value.treatment_audit")
    rows = {row["value_tier"]: row for row in run(con, "value.treatment_summary")}
    assert rows["rising"]["has_the_favours_of_the_best"] is True


def test_customers_stand_by_their_purchases_and_their_silence() -> None:
    rows = step_rows(
        "value.alive_matrix",
        {
            "value.summary": """
                customer_id | repeat_purchases | recency_days | observed_days
                C1 | 0 | 0 | 20
                C2 | 0 | 0 | 30
                C3 | 5 | 100 | 190
                C4 | 6 | 10 | 100
                C5 | 30 | 900 | 2000""",
            "value.clv": "customer_id | p_alive\nC1 | 0.8\nC2 | 0.6\nC3 | 0.5\nC4 | 0.1\nC5 |",
        },
    )
    told = {(row["repeat_purchases"], row["silent_months"]): (row["customers"], row["p_alive"]) for row in rows}
    assert told == {("0", "0-1"): (2, 0.7), ("5-6", "2-3"): (2, 0.3)}


def test_the_whale_curve_has_a_point_each_half_percent_and_ends_with_everybody() -> None:
    ranked = "\n".join(f"C{i} | | 0 | 0 | {i} | {i / 1000}" for i in range(1, 1001))
    rows = step_rows("value.whale_curve", {"value.customer_value": VALUE + ranked})
    assert [row["customers"] for row in rows] == list(range(5, 1001, 5))
    assert (rows[-1]["customer_share"], rows[-1]["profit_share"]) == (1, 1)


def test_a_total_that_is_not_positive_has_no_curve() -> None:
    assert step_rows("value.whale_curve", {"value.customer_value": VALUE + "C1 | | 0 | 0 | 1 |"}) == []
