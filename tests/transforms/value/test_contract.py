"""Profit by year of the relationship, what referrals bring, what is spent elsewhere, and rules of thumb tested."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.world import run, step_rows, world

SALE = "customer_id | source | purchase_key | occurred_on | is_home_currency | net_amount | margin | is_zero_value\n"


def curve(sales: str, costs: str = "", today: date = date(2026, 6, 30)) -> list[dict[str, Any]]:
    facts = {"value.purchase": SALE + sales}
    if costs:
        facts["identity.record"] = "source | party_key | customer_id\ns | 1 | C1\ns | 2 | C2"
        facts["core.cost_to_serve"] = "source | party_key | occurred_on | amount\n" + costs
    con = world(facts, today)
    run(con, "value.summary")
    run(con, "value.cost")
    return run(con, "value.tenure_profit")


def test_a_year_of_profit_is_told_of_all_who_were_won_and_of_those_who_stayed() -> None:
    """Two won two years ago: one buys on, so the second year is 30 for who stays and 15 for who was won."""
    rows = curve("""C1 | s | 1 | 2024-01-01 | true | 100 | 40 | false
        C1 | s | 2 | 2025-01-15 | true | 100 | 30 | false
        C2 | s | 3 | 2024-01-01 | true | 100 | 20 | false""")
    assert [tuple(row.values()) for row in rows] == [(1, 2, 2, 30, 30), (2, 2, 1, 15, 30)]


def test_a_year_that_is_not_over_is_not_told() -> None:
    assert curve("C1 | s | 1 | 2025-07-02 | true | 100 | 40 | false") == []
    assert len(curve("C1 | s | 1 | 2025-07-01 | true | 100 | 40 | false")) == 1


def test_a_customer_won_lately_does_not_thin_out_later_years() -> None:
    rows = curve("""C1 | s | 1 | 2024-01-01 | true | 100 | 40 | false
        C1 | s | 2 | 2025-01-15 | true | 100 | 30 | false
        C2 | s | 3 | 2025-06-01 | true | 100 | 20 | false""")
    assert [(row["tenure_year"], row["customers"]) for row in rows] == [(1, 2), (2, 1)]


def test_costs_of_serving_lessen_the_year_they_fall_into() -> None:
    rows = curve("C1 | s | 1 | 2025-01-01 | true | 100 | 40 | false", "s | 1 | 2025-03-01 | 15")
    assert rows[0]["profit_per_acquired"] == 25


REFERRAL = "customer_id | referred_customer_id | source | referrals | is_converted | refusal\n"
CLV = "customer_id | clv_12m\nC1 | 10\nC2 | 100\nC3 | 60\nC4 | 5"
CUSTOMERS = "customer_id\nC1\nC2\nC3\nC4\nC5"


def referred(rows: str, **facts: str) -> dict[str, dict[str, Any]]:
    told = {"identity.customer": CUSTOMERS, "value.clv": CLV, "relationship.referral": REFERRAL + rows}
    return {row["customer_id"]: row for row in step_rows("value.referral_value", told | facts)}


def test_a_referral_brings_half_the_value_of_who_came_and_the_cost_of_winning_him() -> None:
    cost = {"value.customer_cost": "customer_id | acquisition_cost | cost_to_serve\nC4 | 7 | 0"}
    rows = referred("C1 | C2 | s | 1 | true |", **cost)
    assert rows["C1"]["referral_value"] == Decimal(57)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("C1 | C2 | s | 1 | false |", id="did not buy"),
        pytest.param("C1 | C1 | s | 1 | true | refers himself", id="refused"),
    ],
)
def test_what_does_not_count_brings_nothing(row: str) -> None:
    assert referred(row)["C1"]["referral_value"] == 0


def test_there_are_four_cells() -> None:
    rows = referred("C2 | C3 | s | 1 | true |\nC1 | C3 | s | 1 | true |")
    cells = {customer: row["referral_cell"] for customer, row in rows.items()}
    assert cells == {"C1": "advocate", "C2": "champion", "C3": "affluent", "C4": "miser"}


def test_the_value_of_referrals_is_in_no_sum_of_lifetime_values() -> None:
    facts = {"identity.customer": CUSTOMERS, "value.clv": CLV, "relationship.referral": REFERRAL + "C1|C2|s|1|true|"}
    con = world(facts)
    con.execute("update value.clv set clv_residual = clv_12m")
    run(con, "value.referral_value")
    [equity] = run(con, "value.customer_equity")
    assert equity["equity_12m"] == Decimal(175)
    assert con.execute("select sum(referral_value) from value.referral_value").fetchall() == [(Decimal(50),)]


def test_headroom_is_what_is_spent_elsewhere() -> None:
    facts = {
        "relationship.wallet_share": "customer_id | wallet_share\nC1 | 0.25\nC2 | 0",
        "value.customer_value": "customer_id | revenue_12m\nC1 | 100\nC2 | 50\nC3 | 70",
    }
    rows = step_rows("value.headroom", facts)
    assert [(row["customer_id"], row["headroom"]) for row in rows] == [("C1", Decimal(300)), ("C2", None)]


def test_rules_of_thumb_are_put_to_the_ledger_and_untold_ones_say_so() -> None:
    facts = {
        "value.concentration": """
            measure    | period | is_with_zero_customers | top_20_share | whale_peak
            revenue    | all    | true                   | 0.8          |
            net_profit | all    | true                   |              | 1
        """,
        "value.tenure_profit": """
            tenure_year | customers | survivors | profit_per_acquired | profit_per_survivor
            1           | 10        | 10        | 20                  | 20
            2           | 10        | 4         | 10                  | 25
        """,
    }
    rows = step_rows("value.rule_of_thumb", facts)
    found = {row["rule"]: (row["figure"], row["verdict"]) for row in rows}
    told = {
        "best_fifth_brings_four_fifths": (0.8, "holds"),
        "some_customers_cost_more_than_they_bring": (1.0, "fails"),
        "customers_bring_more_in_the_second_year": (0.5, "fails"),
        "who_stays_brings_more_in_the_second_year": (1.25, "holds"),
    }
    assert found == dict.fromkeys(found, (None, "untold")) | told
    assert len(found) == 9
    assert next(row["n"] for row in rows if row["rule"] == "who_stays_brings_more_in_the_second_year") == 4


STUDENT = "degrees | quantile\n1000000 | 1.959964"


def test_a_share_has_its_number_its_interval_and_its_period() -> None:
    facts = {
        "satisfaction.student_t": STUDENT,
        "value.rule_evidence": """
            evidence                        | n   | k
            share_of_customers_kept         | 400 | 300
            share_of_new_customers_referred | 50  | 27
            share_of_offers_taken_by_new    | 0   | 0
        """,
    }
    rows = {row["rule"]: row for row in step_rows("value.rule_of_thumb", facts, clv_annual_discount=0.1)}
    leverage = rows["five_points_less_loss_raise_profit"]
    assert leverage["figure"] == pytest.approx((0.8 / 0.3) / (0.75 / 0.35) - 1)
    assert leverage["low"] < leverage["figure"] < leverage["high"]
    assert (leverage["n"], leverage["verdict"], leverage["from_on"]) == (400, "undecided", date(2024, 7, 1))
    referred = rows["three_fifths_of_the_new_were_referred"]
    assert (referred["figure"], referred["verdict"]) == (0.54, "undecided")
    assert (referred["low"], referred["high"]) == pytest.approx((0.404, 0.6703), abs=1e-3)
    assert (referred["from_on"], referred["to_on"]) == (date(2025, 7, 1), date(2026, 6, 30))
    assert rows["one_of_seven_offers_to_the_new_succeeds"]["verdict"] == "untold"


def test_evidence_is_counted_in_the_ledger() -> None:
    sales = """C1 | s | 1 | 2024-12-01 | true | 1 | 1 | false
        C1 | s | 2 | 2026-03-01 | true | 1 | 1 | false
        C2 | s | 3 | 2025-01-01 | true | 1 | 1 | false
        C3 | s | 4 | 2026-02-10 | true | 1 | 1 | false
        C4 | s | 5 | 2026-06-01 | true | 1 | 1 | false"""
    con = world(
        {
            "value.purchase": SALE + sales,
            "identity.record": "source | party_key | customer_id\ns | 1 | C1\ns | 3 | C3\ns | 5 | C5",
            "relationship.referral": REFERRAL + "C1 | C3 | s | 1 | true |\nC1 | C4 | s | 1 | true | already referred",
            "core.interaction": """
                source | interaction_key | party_key | occurred_at      | step
                s      | taken           | 1         | 2026-02-01 10:00 | offer
                s      | not taken       | 1         | 2025-06-15 10:00 | offer
                s      | won             | 3         | 2026-02-01 10:00 | offer
                s      | not won         | 5         | 2026-02-01 10:00 | offer
                s      | too young       | 5         | 2026-06-20 10:00 | offer
                s      | no offer        | 5         | 2026-02-01 10:00 | explore
            """,
        }
    )
    run(con, "value.summary")
    run(con, "relationship.contact")
    found = {row["evidence"]: (row["k"], row["n"]) for row in run(con, "value.rule_evidence")}
    assert found == {
        "share_of_customers_kept": (1, 2),
        "share_of_new_customers_referred": (1, 2),
        "share_of_offers_taken_by_customers": (1, 2),
        "share_of_offers_taken_by_new": (1, 2),
    }
