"""What the models of lifetime value are told of a customer, and what came lately: one fact a case."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.world import run, step_rows, world

SALE = "customer_id | source | purchase_key | occurred_on | is_home_currency | net_amount | margin | is_zero_value\n"


def summary(sales: str, **facts: str) -> dict[str, Any]:
    """The one row of value.summary on 2026-06-30."""
    [row] = step_rows("value.summary", {"value.purchase": SALE + sales} | facts)
    return row


def test_sales_of_one_day_are_one_purchase() -> None:
    row = summary("""C1 | s | 1 | 2026-01-01 | true | 10 | 3 | false
        C1 | s | 2 | 2026-01-01 | true | 10 | 3 | false
        C1 | s | 3 | 2026-01-11 | true | 10 | 3 | false
        C1 | s | 4 | 2026-01-11 | true | 20 | 3 | false""")
    assert (row["repeat_purchases"], row["recency_days"], row["observed_days"], row["purchases"]) == (1, 10, 180, 4)
    assert (row["spend_purchases"], row["mean_repeat_spend"]) == (1, 30.0)


def test_the_first_purchase_does_not_feed_repeat_spend() -> None:
    row = summary("""C1 | s | 1 | 2026-01-01 | true | 500 | 3 | false
        C1 | s | 2 | 2026-01-02 | true | 10 | 3 | false
        C1 | s | 3 | 2026-01-03 | true | 15 | 3 | false""")
    assert (row["mean_repeat_spend"], row["revenue"], row["margin"]) == (12.5, Decimal(525), Decimal(9))


def test_a_sale_worth_nothing_counts_and_does_not_feed_spend() -> None:
    row = summary("""C1 | s | 1 | 2026-01-01 | true | 10 | 3 | false
        C1 | s | 2 | 2026-01-02 | true | 0 | 0 | true
        C1 | s | 3 | 2026-01-03 | true | 15 | 3 | false""")
    assert (row["repeat_purchases"], row["spend_purchases"], row["mean_repeat_spend"]) == (2, 1, 15.0)


def test_one_purchase_has_no_repeat_spend() -> None:
    row = summary("C1 | s | 1 | 2026-06-30 | true | 10 | 3 | false")
    assert (row["repeat_purchases"], row["recency_days"], row["observed_days"], row["mean_repeat_spend"]) == (
        0,
        0,
        0,
        None,
    )
    assert (row["first_on"], row["last_on"]) == (date(2026, 6, 30), date(2026, 6, 30))


def test_another_currency_counts_and_is_not_summed() -> None:
    row = summary("""C1 | s | 1 | 2026-01-01 | true  | 10 | 3 | false
        C1 | s | 2 | 2026-01-02 | false | 99 | 9 | false""")
    assert (row["repeat_purchases"], row["revenue"], row["spend_purchases"], row["other_currency_purchases"]) == (
        1,
        Decimal(10),
        0,
        1,
    )


def test_a_sale_after_today_is_not_yet_known() -> None:
    row = summary("""C1 | s | 1 | 2026-06-30 | true | 10 | 3 | false
        C1 | s | 2 | 2026-07-01 | true | 10 | 3 | false""")
    assert (row["purchases"], row["recency_days"], row["revenue"]) == (1, 0, Decimal(10))


def test_nobody_is_anonymous() -> None:
    assert step_rows("value.summary", {"value.purchase": SALE + " | s | 1 | 2026-06-30 | true | 10 | 3 | false"}) == []


def test_a_refund_laid_against_no_sale_lessens_revenue_and_is_no_purchase() -> None:
    """100 - 20; margin 40 - 20 x .3 where the refund tells no cost, and less 5 - 1 where it does."""
    refunds = {
        "value.refund": """
            source | refund_key | customer_id | occurred_on | currency | amount | cost | basis
            s      | r1         | C1          | 2026-06-01  | CNY      | 20     |      | none
            s      | r2         | C1          | 2026-06-01  | CNY      | 5      | 1    | none
            s      | r3         | C1          | 2026-06-01  | USD      | 7      |      | none
        """
    }
    row = summary("C1 | s | 1 | 2026-05-01 | true | 100 | 40 | false", **refunds)
    assert (row["purchases"], row["revenue"], row["margin"]) == (1, Decimal(75), Decimal(30))


@pytest.mark.parametrize(
    ("acquired_on", "is_left_truncated"),
    [
        pytest.param("2025-12-31", True, id="won before the data begin"),
        pytest.param("2026-01-01", False, id="won on their first day"),
        pytest.param("", False, id="nobody knows when"),
    ],
)
def test_a_customer_won_before_the_first_sale_is_left_truncated(acquired_on: str, is_left_truncated: bool) -> None:
    row = summary(
        "C1 | s | 1 | 2026-01-01 | true | 100 | 40 | false",
        **{"identity.customer": f"customer_id | acquired_on\nC1 | {acquired_on}"},
    )
    assert row["is_left_truncated"] is is_left_truncated


@pytest.mark.parametrize(
    ("day", "fed"),
    [
        pytest.param("2026-06-30", {"purchases_12m", "revenue_12m", "margin_12m", "revenue_90d"}, id="today"),
        pytest.param("2026-04-02", {"purchases_12m", "revenue_12m", "margin_12m", "revenue_90d"}, id="89 days ago"),
        pytest.param(
            "2026-04-01", {"purchases_12m", "revenue_12m", "margin_12m", "revenue_90d_before"}, id="90 days ago"
        ),
        pytest.param("2026-01-01", {"purchases_12m", "revenue_12m", "margin_12m"}, id="180 days ago"),
        pytest.param("2025-07-01", {"purchases_12m", "revenue_12m", "margin_12m"}, id="364 days ago"),
        pytest.param("2025-06-30", {"margin_12m_before"}, id="365 days ago"),
        pytest.param("2024-07-01", {"margin_12m_before"}, id="729 days ago"),
        pytest.param("2024-06-30", set(), id="730 days ago"),
    ],
)
def test_a_sale_falls_into_its_windows(day: str, fed: set[str]) -> None:
    [row] = step_rows("value.trend", {"value.purchase": SALE + f"C1 | s | 1 | {day} | true | 10 | 3 | false"})
    assert {name for name, value in row.items() if name != "customer_id" and value > 0} == fed


def test_costs_of_serving_are_summed_beside_the_cost_of_winning() -> None:
    con = world(
        {
            "identity.record": "source | party_key | customer_id\ncrm | 1 | C1\nshop | 1 | C1",
            "identity.customer": "customer_id | acquisition_cost\nC1 | 12\nC2 |\nC3 | 5",
            "core.cost_to_serve": """
                source | party_source | party_key | occurred_on | amount | currency
                crm    |              | 1         | 2025-06-30  | 1      |
                crm    |              | 1         | 2025-07-01  | 2      | CNY
                desk   | shop         | 1         | 2026-06-30  | 4      |
                crm    |              | 1         | 2026-06-30  | 8      | USD
            """,
        },
    )
    run(con, "value.cost")
    rows = run(con, "value.customer_cost")
    assert [(r["customer_id"], r["acquisition_cost"], r["cost_to_serve"], r["cost_to_serve_12m"]) for r in rows] == [
        ("C1", 12, 7, 6),
        ("C3", 5, 0, 0),
    ]


CONTRACT = (
    "source | subscription_key | party_key | status | started_on | ended_on"
    " | tenure_months | monthly_amount | total_amount | end_reason\n"
)


def contract(rows: str) -> dict[str, Any]:
    """The one row of value.contract_summary, after value.contract was built."""
    records = "source | party_key | customer_id\ncrm | 1 | C1\nbilling | 1 | C1"
    con = world({"identity.record": records, "core.subscription": CONTRACT + rows})
    run(con, "value.contract")
    [found] = run(con, "value.contract_summary")
    return found


def test_sources_that_tell_of_one_contract_are_not_added_up() -> None:
    row = contract("""crm | 1 | 1 | active    | 2026-01-01 |            | 5 | 100 |     |
        billing         | 1 | 1 | cancelled |            | 2026-06-01 |   | 90  | 480 | price""")
    assert (row["contracts"], row["revenue"], row["status"], row["tenure_months"]) == (1, 480, "cancelled", 5)
    assert row["end_reason"] == "price"


def test_a_contract_runs_from_its_first_day_to_today() -> None:
    """2026-01-01 to 2026-06-30 are 180 days: 5 whole months of 30.4375 days."""
    row = contract("crm | 1 | 1 | active | 2026-01-01 | | | 100 | |")
    assert (row["tenure_months"], row["revenue"], row["margin"], row["monthly_amount"]) == (5, 500, 150, 100)


def test_what_the_source_counts_itself_comes_first() -> None:
    row = contract("crm | 1 | 1 | active | 2026-01-01 | | 7 | 100 | 812.5 |")
    assert (row["tenure_months"], row["revenue"]) == (7, Decimal("812.5"))


@pytest.mark.parametrize(
    ("rows", "status", "live", "monthly"),
    [
        pytest.param(
            "crm | 1 | 1 | joined | 2026-06-01 | | | 10 | |",
            "joined", 1, 10, id="joined",
        ),
        pytest.param(
            "crm | 1 | 1 | active | 2026-01-01 | 2026-06-29 | | 10 | |",
            "ended", 0, 0, id="over though called active",
        ),
        pytest.param(
            "crm | 1 | 1 | active | 2026-01-01 | 2026-06-30 | | 10 | |",
            "active", 1, 10, id="on its last day",
        ),
        pytest.param(
            "crm | 1 | 1 | cancelled | 2026-01-01 | 2026-03-01 | | 10 | | price",
            "cancelled", 0, 0, id="cancelled",
        ),
        pytest.param(
            "crm | 1 | 1 | cancelled | 2026-01-01 | 2026-03-01 | | 10 | |\n"
            "crm | 2 | 1 | active | 2026-03-01 | | | 20 | |",
            "active", 1, 20, id="a new one after one cancelled",
        ),
        pytest.param(
            "crm | 1 | 1 | cancelled | 2025-01-01 | 2025-03-01 | | 10 | |\n"
            "crm | 2 | 1 | ended | 2025-03-01 | 2026-03-01 | | 20 | |",
            "ended", 0, 0, id="two that are over",
        ),
    ],
)  # fmt: skip
def test_a_customer_stands_where_the_contracts_stand(rows: str, status: str, live: int, monthly: int) -> None:
    row = contract(rows)
    assert (row["status"], row["live_contracts"], row["monthly_amount"]) == (status, live, monthly)
