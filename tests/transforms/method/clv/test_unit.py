"""Days or weeks, whole or grouped, in this order or that: the same fit, the same forecasts."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_nbd, nbd, pareto_nbd, score
from transforms.method.clv.backtest import Window, window
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats
from transforms.method.clv.interval import purchase_interval

BG = partial(bg_nbd.fit, is_modified=False)
EVERY_FIT = pytest.mark.parametrize("fit", [nbd.fit, BG, bg_nbd.fit, pareto_nbd.fit])


@pytest.fixture(scope="module")
def seen() -> Window:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    return window(customer, day, cdnow.CUTOFF, cdnow.HOLDOUT)


@EVERY_FIT
def test_days_and_weeks_give_the_same_verdict_and_forecasts(seen: Window, fit: Callable[..., Any]) -> None:
    statistics = (seen.x, seen.tx_days, seen.t_days)
    by_day, by_week = fit(*statistics, unit="day"), fit(*statistics, unit="week")
    assert by_day.verdict == by_week.verdict
    assert by_day.parameters["alpha"] == pytest.approx(7 * by_week.parameters["alpha"], rel=1e-9)
    assert by_week.log_likelihood - by_day.log_likelihood == pytest.approx(seen.x.sum() * np.log(7), rel=1e-9)
    x, tx, t = (column[:200] for column in statistics)
    figures: tuple[Callable[[Fit], Floats], ...] = (
        lambda found: score.p_alive(found, *statistics),
        lambda found: score.expected_purchases(found, *statistics, 365),
        lambda found: score.residual_purchases(found, x, tx, t, 0.1, 730),
    )
    for figure in figures:
        np.testing.assert_allclose(figure(by_day), figure(by_week), rtol=1e-6)
    for one, other in zip(*(purchase_interval(found, *statistics, 365) for found in (by_day, by_week)), strict=True):
        np.testing.assert_array_equal(one, other)


@EVERY_FIT
def test_a_clock_that_runs_seven_times_as_fast_changes_nothing_but_the_unit(
    seen: Window, fit: Callable[..., Any]
) -> None:
    slow = fit(seen.x, seen.tx_days, seen.t_days)
    fast = fit(seen.x, seen.tx_days * 7, seen.t_days * 7)
    assert slow.verdict == fast.verdict
    np.testing.assert_allclose(
        score.expected_purchases(slow, seen.x, seen.tx_days, seen.t_days, 100),
        score.expected_purchases(fast, seen.x, seen.tx_days * 7, seen.t_days * 7, 700),
        rtol=1e-6,
    )


@EVERY_FIT
def test_grouped_customers_in_any_order_give_the_fit_of_single_customers(seen: Window, fit: Callable[..., Any]) -> None:
    rows = np.column_stack([seen.x, seen.tx_days, seen.t_days])
    groups, weight = np.unique(rows, axis=0, return_counts=True)
    shuffled = np.random.default_rng(0).permutation(len(groups))
    single, grouped = fit(*rows.T), fit(*groups[shuffled].T, weight[shuffled])
    assert (single.customers, single.verdict) == (grouped.customers, grouped.verdict)
    assert grouped.parameters == pytest.approx(single.parameters, rel=1e-8)
    assert grouped.log_likelihood == pytest.approx(single.log_likelihood, rel=1e-12)


def test_starts_on_a_sample_lead_to_the_maximum_over_all_rows(seen: Window) -> None:
    copies = 40
    rows = np.column_stack([seen.x, seen.tx_days, seen.t_days]).repeat(copies, axis=0)
    many = bg_nbd.fit(*rows.T)
    few = bg_nbd.fit(seen.x, seen.tx_days, seen.t_days)
    assert many.parameters == pytest.approx(few.parameters, rel=1e-8)
    assert many.log_likelihood == pytest.approx(copies * few.log_likelihood, rel=1e-12)
    assert many.standard_errors["b"] * copies**0.5 == pytest.approx(few.standard_errors["b"], rel=1e-6)
