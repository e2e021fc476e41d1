"""Renewals of contracts: the published survival, and terms that tell nothing."""

import pytest

from tests.world import run, step_rows, world

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
            + "C3 | 1 | month-to-month | true | 9 | 1 | 9\nC4 | 1 | two year | true | 30 | 12 | 2\n"
            + "C5 | 1 | | true | 3 | 1 | 3"
        },
    )
    told = {row["term"]: (row["period_months"], row["contracts"], row["lost"], row["verdict"]) for row in rows}
    assert told["month-to-month"][:3] == (1, 3, 2)
    assert told["two year"] == (12, 1, 0, "failed")
    assert told["untold"] == (1, 1, 0, "failed")


def test_who_has_left_nobody_yet_says_so() -> None:
    [row] = step_rows("value.retention", {"value.contract": CONTRACT + "C1 | 1 | one year | true | 30 | 12 | 2"})
    assert (row["alpha"], row["reason"]) == (None, "nobody has left yet: no loss can be estimated")


def test_a_company_without_contracts_has_no_rows() -> None:
    assert step_rows("value.retention", {}) == []
