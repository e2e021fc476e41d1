"""Customers who buy at set occasions only: what BG/BB is told, what it expects, and that nobody else is touched."""

from datetime import date
from typing import Any

import pytest

from tests.transforms.method.clv.test_published_figures import DONORS
from tests.world import run, world
from transforms.method.clv import bg_bb

TODAY = date(2026, 3, 1)
STEPS = ("value.summary", "value.occasion", "value.clv_fit", "value.clv_score", "value.occasion_score", "value.clv")


def donated(**thresholds: Any) -> Any:
    """The donors of the paper, each year's gifts on its last day up to 2025; and one who bought in a shop as well."""
    con = world({}, TODAY, **thresholds)
    for place, (x, last, donors) in enumerate(zip(*[iter(map(int, DONORS.split()))] * 3, strict=True)):
        given = [0, *range(1, x), last] if x else [0]
        con.execute(
            """insert into value.purchase by name select 'D' || ? || '-' || i as customer_id, 'gift' as source,
                 'D' || ? || '-' || i || '-' || o as purchase_key, make_date(2019 + o, 12, 31) as occurred_on,
                 2019 + o as occasion, make_date(2019 + o, 12, 31)::timestamp as occurred_at, 'CNY' as currency,
                 true as is_home_currency, 10 as amount, 0 as refunded_amount, 10 as net_amount, 3 as margin,
                 false as is_zero_value
               from range(?) as t(i), unnest(?::int[]) as u(o)""",
            [place, place, donors, given],
        )
    con.execute(
        """insert into value.purchase by name select 'S' as customer_id, 'shop' as source, 'S' || i as purchase_key,
             make_date(2025, i, 30) as occurred_on, case when i = 12 then 2025 end as occasion,
             make_date(2025, i, 30)::timestamp as occurred_at, 'CNY' as currency, true as is_home_currency,
             10 as amount, 0 as refunded_amount, 10 as net_amount, 3 as margin, false as is_zero_value
           from range(3, 13, 3) as t(i)"""
    )
    return con


@pytest.fixture(scope="module")
def told() -> dict[str, list[dict[str, Any]]]:
    con = donated()
    return {name: run(con, name) for name in STEPS}


def test_the_donors_have_the_published_parameters(told: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for row in told["value.clv_fit"] if row["model"] == "bg_bb"]
    found = {row["parameter"]: row["estimate"] for row in rows}
    assert found == pytest.approx({"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.784}, abs=6e-4)
    assert {(row["unit"], row["verdict"], row["customers"]) for row in rows} == {("occasion", "interior", 11_104)}
    assert rows[0]["log_likelihood"] == pytest.approx(-33225.58, abs=0.005)


def test_who_buys_at_any_time_as_well_is_foretold_by_the_day(told: dict[str, list[dict[str, Any]]]) -> None:
    assert "S" not in {row["customer_id"] for row in told["value.occasion"]}
    [shopper] = [row for row in told["value.clv"] if row["customer_id"] == "S"]
    assert shopper["model"] == "mbg_nbd"
    assert [(row["repeat_purchases"], row["spend_purchases"]) for row in told["value.clv_score"]] == [(3, 3)]
    assert {row["customers"] for row in told["value.clv_fit"] if row["model"] == "nbd"} == {1}


def test_every_donor_has_a_value_of_the_gifts_expected_at_the_next_occasion(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    donors = [row for row in told["value.clv"] if row["customer_id"] != "S"]
    assert len(donors) == 11_104
    assert {row["model"] for row in donors} == {"bg_bb"}
    best = next(row for row in told["value.occasion_score"] if row["repeat_purchases"] == 6)
    assert best["occasions_12m"] == 1
    parameters = {row["parameter"]: row["estimate"] for row in told["value.clv_fit"] if row["model"] == "bg_bb"}
    [expected] = bg_bb.expected_purchases(parameters, [6], [6], [6], 1)
    assert best["expected_purchases_12m"] == pytest.approx(expected)
    days = (date(2026, 12, 31) - TODAY).days
    assert best["discounted_purchases_12m"] == pytest.approx(expected * 1.1 ** (-days / 365.25), rel=1e-3)
    richest = next(row for row in donors if row["customer_id"] == "D0-0")
    assert float(richest["clv_12m"]) == pytest.approx(best["discounted_purchases_12m"] * 3, rel=1e-3)
    assert richest["clv_low"] == 0
    assert richest["clv_low"] < richest["clv_12m"] < richest["clv_high"] < richest["clv_residual"]


def test_the_chances_of_gifts_add_up_to_one_and_to_what_is_expected() -> None:
    parameters = {"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.784}
    statistics = ([6, 3, 0], [6, 4, 0], [6, 6, 6])
    chances = bg_bb.purchase_chances(parameters, *statistics, 5)
    assert chances.sum(axis=1) == pytest.approx([1, 1, 1])
    assert chances @ range(6) == pytest.approx(bg_bb.expected_purchases(parameters, *statistics, 5))
    low, high = bg_bb.purchase_interval(parameters, *statistics, 5)
    assert low.tolist() == [0, 0, 0]
    for row, most in zip(chances, high, strict=True):
        assert row[most + 1 :].sum() <= 0.025 < row[most:].sum()


def test_a_single_occasion_does_not_tell_when_the_next_comes() -> None:
    con = world({"value.purchase": "customer_id | occasion | occurred_on | net_amount\nC1 | 1 | 2026-01-05 | 9"}, TODAY)
    rows = {name: run(con, name) for name in STEPS}
    assert rows["value.occasion_score"][0]["reason"] == "one occasion does not tell when the next comes"
    assert rows["value.clv"][0]["clv_12m"] is None
    assert "bg_bb" not in {row["model"] for row in rows["value.clv_fit"]}
