"""Renewals of contracts: the published survival, and terms that tell nothing."""

from typing import Any

import numpy as np
import pytest

from tests.world import TODAY, run, step_rows, world

CONTRACT = "customer_id | subscription_key | term | is_live | tenure_months | period_months | renewals\n"


def test_the_published_survival_gives_the_published_parameters() -> None:
    """Fader and Hardie (2007): 86.9, 74.3, 65.3, 59.3, 55.1, 51.7 and 49.1 % of 1,000 stand after 1 to 7 years."""
    standing = [1000, 869, 743, 653, 593, 551, 517, 491]
    con = world({})
    for year, (before, after) in enumerate(zip(standing, standing[1:], strict=False), start=1):
        con.execute(
            """insert into value.contract by name select 'L' || ? || '-' || i as customer_id, '1' as subscription_key,
                 'one year' as term, false as is_live, 'ended' as status, 1 as sources, 12 * ? as tenure_months,
                 12 as period_months, ? as renewals, 0 as revenue, 0 as margin from range(?) as t(i)""",
            [year, year, year, before - after],
        )
    con.execute(
        """insert into value.contract by name select 'K' || i as customer_id, '1' as subscription_key,
             'one year' as term, true as is_live, 'active' as status, 1 as sources, 84 as tenure_months,
             12 as period_months, 7 as renewals, 0 as revenue, 0 as margin from range(491) as t(i)"""
    )
    [row] = run(con, "value.retention")
    assert (row["contracts"], row["lost"], row["verdict"]) == (1000, 509, "interior")
    assert (row["alpha"], row["beta"]) == pytest.approx((0.668, 3.806), abs=5e-4)
    assert row["log_likelihood"] == pytest.approx(-1611.16, abs=0.005)
    assert row["survival_12m"] == pytest.approx(row["first_retention"]) == pytest.approx(3.806 / 4.474, abs=5e-4)


def test_terms_are_told_apart_and_a_month_is_a_period_of_its_own() -> None:
    rows = step_rows(
        "value.retention",
        {
            "value.contract": CONTRACT
            + "C1 | 1 | month-to-month | false | 1 | 1 | 1\nC2 | 1 | month-to-month | false | 5 | 1 | 5\n"
            + "C3 | 1 | month-to-month | true | 9 | 1 | 9\nC4 | 1 | two year | true | 30 | 24 | 1\n"
            + "C5 | 1 | | true | 3 | 1 | 3"
        },
    )
    told = {row["term"]: (row["period_months"], row["contracts"], row["lost"], row["verdict"]) for row in rows}
    assert told["month-to-month"][:3] == (1, 3, 2)
    assert told["two year"] == (24, 1, 0, "failed")
    assert told["untold"] == (1, 1, 0, "failed")


def test_who_has_left_nobody_yet_says_so() -> None:
    [row] = step_rows("value.retention", {"value.contract": CONTRACT + "C1 | 1 | one year | true | 30 | 12 | 2"})
    assert (row["alpha"], row["reason"]) == (None, "nobody has left yet: no loss can be estimated")


@pytest.mark.parametrize(
    ("term", "months"),
    [
        (None, 1),
        ("Month-to-month", 1),
        ("monthly", 1),
        ("月付", 1),
        ("One year", 12),
        ("Two year", 24),
        ("24 months", 24),
        ("24-month contract, billed monthly", 24),
        ("12个月", 12),
        ("两年", 24),
        ("二十四个月", 24),
        ("十二个月", 12),
        ("1 Jahr", 12),
        ("3yr", 36),
        ("annual", 12),
        ("quarterly", 3),
        ("half-year", 6),
        ("半年", 6),
        ("2 weeks", 1),
        ("24 months (2 years)", 24),
        ("plan 2024, yearly", 12),
        ("framework", 12),
    ],
)
def test_the_period_of_a_contract_is_read_from_the_words_of_its_term(term: str | None, months: int) -> None:
    facts = {
        "identity.record": "source | party_key | customer_id\ncrm | 1 | C1",
        "core.subscription": "source | subscription_key | party_key | term | tenure_months\n"
        f"crm | S | 1 | {term or ''} | 49",
    }
    [row] = step_rows("value.contract", facts)
    assert (row["period_months"], row["renewals"]) == (months, 49 // months)


def test_a_company_without_contracts_has_no_rows() -> None:
    assert step_rows("value.retention", {}) == []


STANDING = """
    customer_id | subscription_key | term | is_live | tenure_months | period_months | renewals | monthly_amount
    L | 1 | one year | true | 84 | 12 | 7 | 10
    M | 1 | month    | true | 3  | 1  | 3 | 10
    N | 1 | one year | true | 90 | 12 | 7 |
    O | 1 | one year | false | 12 | 12 | 1 | 10"""
RETENTION = "term | alpha | beta | verdict\none year | 0.668 | 3.806 | interior"
OF_ALL = """model | parameter | estimate | verdict | unit
    sbg | alpha | 1 | interior | period
    sbg | beta  | 9 | interior | period"""


def valued(**thresholds: float) -> dict[str, dict[str, Any]]:
    facts = {"value.contract": STANDING, "value.retention": RETENTION, "value.clv_fit": OF_ALL}
    return {row["customer_id"]: row for row in step_rows("value.contract_value", facts, TODAY, **thresholds)}


def test_a_contract_is_worth_its_months_by_the_renewals_of_its_term() -> None:
    rows = valued(clv_annual_discount=0.1, clv_margin=0.3)
    assert set(rows) == {"L", "M", "N"}
    year, month, unpriced = rows["L"], rows["M"], rows["N"]
    assert (year["basis"], month["basis"]) == ("term", "company")
    assert year["p_renewal"] == pytest.approx((3.806 + 7) / (0.668 + 3.806 + 7))
    # It has just been renewed: the twelve months to come are sure.
    assert (year["months_left"], year["expected_months_12m"]) == (12, 12)
    annuity = sum(1.1 ** (-(m + 0.5) / 12) for m in range(12))
    assert float(year["clv_12m"]) == pytest.approx(3 * annuity, abs=1e-4)
    assert year["clv_low"] == year["clv_high"] == year["clv_12m"]
    assert (unpriced["months_left"], unpriced["clv_12m"]) == (6, None)
    assert unpriced["reason"] == "no source tells its price in the currency of the company"
    assert 6 < unpriced["expected_months_12m"] < 12


def test_the_unlimited_value_is_the_sum_over_all_renewals() -> None:
    row = valued(clv_annual_discount=0.1, clv_margin=0.3)["M"]
    stays = np.cumprod([(9 + k) / (10 + k) for k in range(3, 3000)])
    months = np.append(1.0, stays) @ 1.1 ** (-(np.arange(len(stays) + 1) + 0.5) / 12)
    assert row["discounted_months"] == pytest.approx(months, rel=1e-9)
    assert row["discounted_months_12m"] < 12 < row["discounted_months"]
    assert row["clv_low"] < row["clv_12m"] < row["clv_high"]


def test_without_a_fit_nothing_is_foretold_and_the_reason_is_told() -> None:
    [row] = step_rows("value.contract_value", {"value.contract": STANDING.split("M |")[0]})
    assert (row["basis"], row["clv_12m"]) == ("none", None)
    assert "how renewals are taken" in row["reason"]


def test_contracts_are_part_of_what_customers_are_worth() -> None:
    facts = {
        "identity.customer": "customer_id\nC1\nC2",
        "value.contract_value": """
            customer_id | subscription_key | clv_12m | clv_residual
            C1 | 1 | 30 | 90
            C1 | 2 | 5 | 10""",
        "value.contract_summary": "customer_id | contracts | live_contracts | status\nC1 | 2 | 2 | active",
        "value.clv": "customer_id | clv_12m | clv_residual\nC2 | 7 | 9",
    }
    con = world(facts)
    first = run(con, "value.customer_value")[0]
    assert (first["contract_clv_12m"], first["contract_clv_residual"], first["expected_profit_12m"]) == (35, 100, 35)
    [equity] = run(con, "value.customer_equity")
    assert (equity["equity"], equity["equity_12m"], equity["contract_equity"]) == (109, 42, 100)
    assert equity["customers_valued"] == 2
