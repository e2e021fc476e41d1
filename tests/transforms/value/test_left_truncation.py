"""Customers who bought before the data begin: a real panel of households, and cohorts that are none."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.transforms.method.clv import cdnow
from tests.world import run, world

STEPS = ("value.summary", "value.clv_fit", "value.clv_grade", "value.clv_score", "value.clv")


def sold(customer: Any, day: Any, first: date, today: date, facts: dict[str, str] | None = None) -> Any:
    con = world(facts or {}, today)
    con.register("day", {"customer": np.asarray(customer), "day": np.asarray(day)})
    con.execute(
        """insert into value.purchase by name select 'C' || customer as customer_id, 's' as source,
             'P' || row_number() over (order by customer, day) as purchase_key, ?::date + day::int as occurred_on,
             (?::date + day::int)::timestamp as occurred_at, 'CNY' as currency, true as is_home_currency, 10 as amount,
             0 as refunded_amount, 10 as net_amount, 3 as margin, false as is_zero_value from day""",
        [first, first],
    )
    return con


@pytest.fixture(scope="module")
def households(shared_data: Any) -> dict[str, list[dict[str, Any]]]:
    """A year of 2,469 households that bought groceries long before it began."""
    con = world({}, date(2018, 1, 1))
    file = shared_data("clv/complete_journey") / "transactions.parquet"
    con.execute(
        """insert into value.purchase by name select 'H' || household_id as customer_id, 's' as source,
             basket_id::varchar as purchase_key, min(transaction_timestamp)::date as occurred_on,
             min(transaction_timestamp)::timestamp as occurred_at, 'CNY' as currency, true as is_home_currency,
             sum(sales_value)::decimal(18, 4) as amount, 0 as refunded_amount,
             sum(sales_value)::decimal(18, 4) as net_amount, 0 as margin, sum(sales_value) <= 0 as is_zero_value
           from read_parquet(?) group by household_id, basket_id""",
        [str(file)],
    )
    return {name: run(con, name) for name in STEPS}


def test_households_who_turn_up_at_once_were_won_before(households: dict[str, list[dict[str, Any]]]) -> None:
    rows = households["value.summary"]
    cut = sum(row["is_left_truncated"] for row in rows)
    assert len(rows) == 2469
    assert 0.5 < cut / len(rows) < 0.7


def test_their_fits_say_that_they_are_cut_short(households: dict[str, list[dict[str, Any]]]) -> None:
    for row in households["value.clv_fit"]:
        assert row["verdict"] in ("interior", "no_dropout", "homogeneous", "polarised")
        if row["model"] != "gamma_gamma":
            assert "won before the data begin" in row["reason"]


def test_every_household_has_figures_and_who_is_cut_short_a_reason(
    households: dict[str, list[dict[str, Any]]],
) -> None:
    cut = {row["customer_id"] for row in households["value.summary"] if row["is_left_truncated"]}
    for row in households["value.clv"]:
        assert 0 <= row["p_alive"] <= 1
        assert row["clv_low"] is not None
        assert (row["reason"] is not None) == (row["customer_id"] in cut)
    assert {row["model"] for row in households["value.clv_grade"]} == {"nbd", "bg_nbd", "mbg_nbd", "pareto_nbd"}


@pytest.mark.parametrize("days", [cdnow.CUTOFF, 545])
def test_a_cohort_that_is_won_in_the_first_weeks_is_not_taken_for_one(days: int) -> None:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    known = day <= days
    today = date.fromordinal(cdnow.FIRST_DAY.toordinal() + days)
    rows = run(sold(customer[known], day[known], cdnow.FIRST_DAY, today), "value.summary")
    assert (len(rows), sum(row["is_left_truncated"] for row in rows)) == (2357, 0)


def test_what_a_source_tells_goes_first() -> None:
    customer, step = np.repeat(np.arange(200), 20), np.tile(np.arange(20), 200)
    day = 20 * step + np.floor(np.random.default_rng(1).exponential(5, 4000))
    dated = "customer_id | acquired_on\nC0 | 2025-01-01\nC1 | 2024-12-31\nC2 |"
    con = sold(customer, day, date(2025, 1, 1), date(2026, 2, 1), {"identity.customer": dated})
    told = {row["customer_id"]: row["is_left_truncated"] for row in run(con, "value.summary")}
    assert [told[customer] for customer in ("C0", "C1", "C2", "C3")] == [False, True, True, True]
