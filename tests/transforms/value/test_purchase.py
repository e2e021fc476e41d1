"""Sales, refunds, margins: one fact a case, each figure computed by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.world import run, step_rows, world

RECORD = """
    source | party_key | customer_id | party_type
    till   | k1        | C1          | person
    till   | k2        | C2          | person
"""
PURCHASE = "source | purchase_key | party_key | kind | refund_of | occurred_at | amount | currency | cost\n"
LINE = "source | purchase_key | line_key | category | amount | cost\n"


def money(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.0001"))


def built(purchases: str, lines: str = "", **thresholds: Any) -> dict[str, dict[str, object]]:
    """Rows of value.purchase by key, after the tables that it reads were built."""
    facts = {"identity.record": RECORD, "core.purchase": PURCHASE + purchases, "core.purchase_line": LINE + lines}
    con = world(facts, **thresholds)
    for table in ("value.transaction", "value.refund", "value.category_margin"):
        run(con, table)
    return {row["purchase_key"]: row for row in run(con, "value.purchase")}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-03-01 15:59", date(2026, 3, 1), id="before midnight in Shanghai"),
        pytest.param("2026-03-01 16:00", date(2026, 3, 2), id="midnight in Shanghai"),
    ],
)
def test_a_day_is_the_companys_own_day(moment: str, day: date) -> None:
    purchase = PURCHASE + f"till | p1 | k1 | sale | | {moment} | 10 | CNY |"
    assert step_rows("value.transaction", {"core.purchase": purchase})[0]["occurred_on"] == day


def test_a_purchase_of_another_sources_party_finds_its_customer() -> None:
    facts = {
        "identity.record": RECORD,
        "core.purchase": """
            source | purchase_key | party_source | party_key | kind | occurred_at      | amount
            shop   | p1           | till         | k1        | sale | 2026-03-01 08:00 | 10
            shop   | p2           |              | k1        | sale | 2026-03-01 08:00 | 10
            till   | p3           |              |           | sale | 2026-03-01 08:00 | 10
        """,
    }
    assert [r["customer_id"] for r in step_rows("value.transaction", facts)] == ["C1", None, None]


def test_an_amount_left_out_is_the_sum_of_the_lines() -> None:
    rows = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | | |", "till | p1 | 1 | tea | 7.5 |\ntill | p1 | 2 | tea | 2 |"
    )
    assert rows["p1"]["amount"] == money("9.5")


def test_an_amount_that_nobody_tells_stays_unknown() -> None:
    row = built("till | p1 | k1 | sale | | 2026-03-01 08:00 | | |")["p1"]
    assert (row["amount"], row["net_amount"], row["margin"], row["margin_basis"]) == (None, None, None, None)
    assert row["is_zero_value"] is True


def test_lines_tell_the_cost_only_when_all_of_them_do() -> None:
    lines = "till | p1 | 1 | | 6 | 2\ntill | p1 | 2 | | 4 | 1\ntill | p2 | 1 | | 6 | 2\ntill | p2 | 2 | | 4 |"
    rows = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 10 | |\ntill | p2 | k1 | sale | | 2026-03-01 08:00 | 10 | |",
        lines,
    )
    assert (rows["p1"]["cost"], rows["p1"]["margin"], rows["p1"]["margin_basis"]) == (money("3"), money("7"), "cost")
    assert (rows["p2"]["cost"], rows["p2"]["margin_basis"]) == (None, "threshold")


def test_a_refund_reduces_the_sale_that_it_names() -> None:
    row = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 100 | |\ntill | r1 | k1 | refund | p1 | 2026-03-02 08:00 | 30 | |"
    )["p1"]
    assert (row["refunded_amount"], row["net_amount"]) == (money("30"), money("70"))


def test_a_refund_that_names_no_sale_reduces_the_latest_earlier_one_that_is_no_smaller() -> None:
    rows = built("""till | p1 | k1 | sale |  | 2026-03-01 08:00 | 100 | |
        till | p2 | k1 | sale   |  | 2026-03-02 08:00 | 50  | |
        till | p3 | k1 | sale   |  | 2026-03-03 08:00 | 20  | |
        till | p4 | k1 | sale   |  | 2026-03-05 08:00 | 500 | |
        till | p5 | k2 | sale   |  | 2026-03-03 08:00 | 40  | |
        till | r1 | k1 | refund |  | 2026-03-04 08:00 | 40  | |""")
    assert {key: row["refunded_amount"] for key, row in rows.items() if row["refunded_amount"]} == {"p2": money("40")}


@pytest.mark.parametrize(
    "refund",
    [
        pytest.param("till | r1 |    | refund |    | 2026-03-04 08:00 | 40 | CNY |", id="anonymous"),
        pytest.param("till | r1 | k2 | refund |    | 2026-03-04 08:00 | 40 | CNY |", id="of a customer without a sale"),
        pytest.param("till | r1 | k1 | refund | p1 | 2026-03-04 08:00 | 40 | USD |", id="in another currency"),
        pytest.param("shop | r1 | k1 | refund | p1 | 2026-03-04 08:00 | 40 | CNY |", id="of another source"),
    ],
)
def test_a_refund_without_a_sale_stays_by_itself(refund: str) -> None:
    facts = {
        "identity.record": RECORD,
        "core.purchase": PURCHASE + "till | p1 | k1 | sale | | 2026-03-01 08:00 | 100 | CNY |\n" + refund,
    }
    con = world(facts)
    run(con, "value.transaction")
    [row] = run(con, "value.refund")
    assert (row["basis"], row["purchase_key"]) == ("none", None)


def test_a_sale_wholly_refunded_is_flagged_as_worth_nothing() -> None:
    row = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 30 | |\ntill | r1 | k1 | refund | p1 | 2026-03-02 08:00 | 30 | |"
    )["p1"]
    assert (row["is_zero_value"], row["net_amount"]) == (True, money("0"))


def test_a_return_takes_back_its_own_cost_when_it_tells_it() -> None:
    row = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 100 | | 60\n"
        "till | r1 | k1 | refund | p1 | 2026-03-02 08:00 | 30 | | 10"
    )["p1"]
    assert (row["cost"], row["margin"]) == (money("50"), money("20"))


def test_a_return_that_tells_no_cost_takes_it_back_in_proportion() -> None:
    row = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 100 | | 60\n"
        "till | r1 | k1 | refund | p1 | 2026-03-02 08:00 | 30 | |"
    )["p1"]
    assert (row["cost"], row["margin"]) == (money("42"), money("28"))


def test_margin_without_cost_follows_the_categories_bought() -> None:
    """Tea earns (20 - 5) / 20 = .75, the cost of wine is unknown: (60 * .75 + 40 * .3) / 100 = .57."""
    rows = built(
        "till | p1 | k1 | sale | | 2026-03-01 08:00 | 20 | | \ntill | p2 | k1 | sale | | 2026-03-01 08:00 | 100 | |",
        "till | p1 | 1 | tea | 20 | 5\ntill | p2 | 1 | tea | 60 |\ntill | p2 | 2 | wine | 40 |",
    )
    assert (rows["p2"]["margin"], rows["p2"]["margin_basis"]) == (money("57"), "category")


def test_margin_without_cost_or_category_follows_the_threshold() -> None:
    row = built("till | p1 | k1 | sale | | 2026-03-01 08:00 | 200 | |", clv_margin=0.25)["p1"]
    assert (row["margin"], row["margin_basis"]) == (money("50"), "threshold")


def test_a_sale_in_another_currency_is_kept_and_marked() -> None:
    row = built("till | p1 | k1 | sale | | 2026-03-01 08:00 | 200 | USD |")["p1"]
    assert (row["is_home_currency"], row["currency"], row["net_amount"]) == (False, "USD", money("200"))
