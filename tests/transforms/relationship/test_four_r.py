"""Retention, relationship, referral, recovery; and the six markets."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of

SUMMARY = """
customer_id | first_on
old         | 2024-03-01
faithful    | 2024-05-01
young       | 2026-05-01
"""
FACTS = """
customer_id | purchases | purchases_12m | live_contracts | referrals
old         | 3         | 0             | 0              | 0        
faithful    | 5         | 2             | 0              | 1        
young       | 1         | 1             | 0              | 0        
contract    | 1         | 0             | 1              | 0        
looker      | 0         | 0             | 0              | 0        
"""
CONTRACTS = """
customer_id | first_started_on
contract    | 2024-06-01
"""
LEVELS = """
customer_id | level    | reason
old         | isolated |
faithful    | familiar |
young       | familiar |
contract    | distant  |
"""
REFERRALS = """
customer_id | referrals | is_converted | refusal
faithful    | 3         | true         |
faithful    | 1         | false        |
old         | 9         |              |
young       | 2         | true         | already referred
"""
RECOVERIES = """
customer_id | episode | is_put_right | has_bought_again | reason
old         | a       | true         | true             |
old         | b       | false        | true             |
young       | c       | true         |                  | the set days have not passed
young       | d       | true         |                  | the set days have not passed
"""
CUSTOMERS = """
customer_id | party_type   | market
old         | person       |
faithful    | person       | customer
young       | person       |
contract    | organisation | supplier
looker      | organisation | influence
"""
CONTACTS = """
customer_id | interaction_key | occurred_on | employee
contract    | 1               | 2026-06-01  | E01
contract    | 2               | 2026-06-02  | E02
contract    | 3               | 2025-06-30  | E03
"""


@cache
def rows(table: str) -> list[dict[str, Any]]:
    facts = {
        "value.summary": SUMMARY,
        "value.contract_summary": CONTRACTS,
        "relationship.rung_fact": FACTS,
        "relationship.relationship_level": LEVELS,
        "relationship.referral": REFERRALS,
        "satisfaction.recovery": RECOVERIES,
        "identity.customer": CUSTOMERS,
        "relationship.contact": CONTACTS,
    }
    return rows_of(table, facts)


def share(measure: str, name: str) -> tuple[int, int, float]:
    row = next(r for r in rows("relationship.four_r") if (r["measure"], r["name"]) == (measure, name))
    return row["k"], row["n"], row["value"]


def test_a_cohort_is_retained_by_purchases_of_the_last_year_and_by_standing_contracts() -> None:
    assert share("cohort_retention", "2024") == (2, 3, 0.666667)


def test_a_cohort_younger_than_a_year_is_not_judged() -> None:
    assert "2026" not in {row["name"] for row in rows("relationship.four_r") if row["r"] == "retention"}


def test_of_the_buyers_of_the_last_year_one_of_two_came_back() -> None:
    assert share("repeat_rate", "last year") == (1, 2, 0.5)


def test_levels_are_shared_out_over_customers() -> None:
    assert share("level_share", "familiar") == (2, 4, 0.5)


def test_referrals_that_count_are_told_of_buyers_and_of_outcomes() -> None:
    assert share("referral_rate", "all") == (2, 4, 0.5)
    assert share("referral_conversion", "all") == (3, 4, 0.75)


def test_recovery_counts_only_failures_whose_days_have_passed() -> None:
    assert share("put_right", "all") == (3, 4, 0.75)
    assert share("bought_again", "all") == (2, 2, 1.0)


def test_a_share_has_wilsons_interval() -> None:
    row = next(r for r in rows("relationship.four_r") if r["measure"] == "put_right")
    assert (row["low"], row["high"]) == (pytest.approx(0.30064, abs=1e-5), pytest.approx(0.95441, abs=1e-5))


def test_where_nobody_can_be_counted_there_is_a_reason() -> None:
    reasons = {row["measure"]: row["reason"] for row in rows_of("relationship.four_r", {})}
    assert reasons == {
        "repeat_rate": "nobody bought in the last year",
        "referral_rate": "nobody has bought",
        "referral_conversion": "of no referral is the end known",
        "put_right": "no failure lies far enough back",
        "bought_again": "no failure lies far enough back",
    }


def test_a_role_is_stated_by_a_source_or_shown_by_deeds() -> None:
    roles = {(r["customer_id"], r["market"]): (r["is_stated"], r["is_shown"]) for r in rows("relationship.market_role")}
    assert roles == {
        ("old", "customer"): (False, True),
        ("faithful", "customer"): (True, True),
        ("faithful", "referral"): (False, True),
        ("young", "customer"): (False, True),
        ("contract", "supplier"): (True, False),
        ("contract", "customer"): (False, True),
        ("looker", "influence"): (True, False),
    }


def test_all_six_markets_are_told_even_the_empty() -> None:
    markets = {row["market"]: row for row in rows("relationship.market_summary")}
    assert (len(markets), markets["recruitment"]["parties"]) == (6, 0)
    market = markets["customer"]
    assert (market["parties"], market["organisations"], market["active"]) == (4, 1, 3)


def test_the_internal_market_counts_colleagues_who_served_in_the_last_year() -> None:
    markets = {row["market"]: row["colleagues"] for row in rows("relationship.market_summary")}
    assert (markets["internal"], markets["supplier"]) == (2, None)
