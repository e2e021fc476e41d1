"""Holdouts: a drawn world, and CDNOW against the rules that need no model."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_nbd, nbd
from transforms.method.clv.backtest import backtest, rolling_cutoffs, window

PURCHASES = """
王芳  0 10 10 30 45 60
李娜  5
张伟  20 29
刘洋  31 40
"""


def drawn() -> tuple[NDArray[Any], NDArray[Any]]:
    rows = [line.split() for line in PURCHASES.strip().splitlines()]
    pairs = [(name, int(day)) for name, *days in rows for day in days]
    customer, day = zip(*pairs, strict=True)
    return np.array(customer), np.array(day)


def test_a_window_knows_what_was_known_at_the_cutoff_and_what_came_within_the_horizon() -> None:
    seen = window(*drawn(), cutoff_day=30, horizon_days=15)
    told = {
        name: row
        for name, *row in zip(
            seen.customer.tolist(), seen.x.tolist(), seen.tx_days.tolist(), seen.t_days.tolist(),
            seen.last_period.tolist(), seen.actual.tolist(), strict=True,
        )
    }  # fmt: skip
    assert told == {
        "王芳": [2, 30, 30, 1, 1],  # bought twice on day 10, on the last day known, and on the last day of the horizon
        "李娜": [0, 0, 25, 0, 0],
        "张伟": [1, 9, 10, 1, 0],  # 刘洋 is won after the cut-off and is nobody's forecast
    }


def test_the_order_of_purchases_does_not_matter() -> None:
    customer, day = drawn()
    shuffled = np.random.default_rng(1).permutation(len(day))
    one, other = window(customer, day, 30, 15), window(customer[shuffled], day[shuffled], 30, 15)
    for name in ("customer", "x", "tx_days", "t_days", "last_period", "actual"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_bias_and_errors_are_what_they_say() -> None:
    held = backtest(*drawn(), nbd.fit, cutoff_day=30, horizon_days=15)
    assert (held.customers, held.actual_purchases) == (3, 1)
    naive = np.array([2 / 30, 0, 1 / 10]) * 15
    assert held.naive_rate_purchases == pytest.approx(naive.sum())
    assert held.naive_rate_error == pytest.approx(np.abs(naive - [1, 0, 0]).mean())
    assert held.same_as_last_purchases == 2
    assert held.same_as_last_error == pytest.approx(1 / 3)
    assert held.bias == pytest.approx(held.expected_purchases - 1)
    assert held.grade == "C"


@pytest.mark.parametrize("cutoff_day", [-1, 4])
def test_a_cutoff_before_anything_was_known_fails_without_figures(cutoff_day: int) -> None:
    held = backtest(*drawn(), bg_nbd.fit, cutoff_day, 5)
    assert held.fit.verdict == "failed"
    assert np.isnan(held.mean_absolute_error)
    assert held.grade == "C"


def test_rolling_cutoffs_leave_horizons_that_are_over_and_do_not_overlap() -> None:
    assert rolling_cutoffs(545, 180) == (365, 185)


def test_on_cdnow_the_models_beat_both_rules_at_both_cutoffs() -> None:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    for cutoff in rolling_cutoffs(int(day.max()), 180):
        held = backtest(customer, day, bg_nbd.fit, cutoff, 180)
        assert held.mean_absolute_error < held.same_as_last_error
        assert held.mean_absolute_error < held.naive_rate_error
        assert abs(held.bias) < 0.25


def test_the_naive_rate_of_cdnow_is_half_as_much_again_as_what_came() -> None:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    held = backtest(customer, day, bg_nbd.fit, cdnow.CUTOFF, cdnow.HOLDOUT)
    assert held.actual_purchases == 1882
    assert held.naive_rate_purchases == pytest.approx(2930, abs=0.5)
    assert held.bias == pytest.approx(-0.162, abs=5e-4)
    assert held.grade == "B"
