"""Figures that the report works out itself from stored tables."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.report.analyst import open_analyst
from flows.report.past import _of_new_customer
from flows.report.value import TENURE, WHALE
from tests.report.published import bought, publish
from transforms.clv.fit import Fit
from warehouse.night import Files

YEARS = {
    "value.summary": """
        customer_id | x | tx_days | t_days | first_on | last_on
        stays | 2 | 400 | 729 | 2024-07-01 | 2025-08-05
        leaves | 0 | 0 | 800 | 2024-04-21 | 2024-04-21
        young | 0 | 0 | 363 | 2025-07-02 | 2025-07-02""",
    "value.purchase": """
        source | purchase_key | customer_id | occurred_on | is_home_currency | margin
        s | 1 | stays | 2024-07-01 | true | 100
        s | 2 | stays | 2025-06-30 | true | 50
        s | 3 | stays | 2025-08-05 | true | 80
        s | 4 | stays | 2025-08-06 | false | 999
        s | 5 | leaves | 2024-04-21 | true | 30
        s | 6 | young | 2025-07-02 | true | 700""",
    "identity.record": "source | party_key | customer_id\ns | a | stays\ns | b | leaves",
    "core.cost_to_serve": """
        source | party_key | occurred_on | amount | currency
        s | a | 2024-12-24 | 10 |
        s | b | 2025-12-24 | 5 | CNY
        s | b | 2025-12-25 | 999 | USD""",
}


def rows(state: Path, facts: dict[str, str], query: str) -> pl.DataFrame:
    with open_analyst(Files(publish(state, facts).state / "warehouse").analyst) as analyst:
        return analyst.rows(query)


def test_profit_by_year_counts_years_lived_whole_for_all_won_and_for_those_who_bought(tmp_path: Path) -> None:
    found = rows(tmp_path, YEARS, TENURE)
    # Year 1: stays 150 - 10, leaves 30; the young one has not lived a year. Year 2: stays 80, leaves costs 5.
    assert found.rows() == [(1, 2, 2, 85, 85), (2, 2, 1, 37.5, 80)]


def test_the_whale_curve_begins_at_nought_and_ends_with_everybody(tmp_path: Path) -> None:
    curve = rows(tmp_path, bought(), WHALE)
    assert curve.row(0) == (0, 0)
    assert curve.row(-1) == pytest.approx((1, 1))
    assert curve.height == 61
    assert curve.equals(curve.sort("customers"))


def test_a_new_customer_who_never_leaves_buys_at_the_mean_rate() -> None:
    fit = Fit("nbd", "nbd", {"r": 2.0, "alpha": 40.0}, {}, 0.0, "day", "interior", "", 1.0, 1)
    np.testing.assert_allclose(_of_new_customer(fit, 5), [0, 0.05, 0.1, 0.15, 0.2])


def test_a_new_customer_of_cdnow_buys_as_published() -> None:
    parameters = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
    fit = Fit("bg_nbd", "bg_nbd", parameters, {}, 0.0, "day", "interior", "", 1.0, 1)
    assert _of_new_customer(fit, 52 * 7 + 1)[-1] == pytest.approx(1.444, abs=0.005)
