"""No cohort stops the night: each gets a verdict that is true, and figures that are numbers."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from tests.transforms.method.clv import shop
from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, nbd, pareto_nbd, sbg, score
from transforms.method.clv.fit import VERDICTS, Fit
from transforms.method.clv.history import Floats
from transforms.method.clv.interval import purchase_interval

BG = partial(bg_nbd.fit, is_modified=False)
FITS: dict[str, Callable[..., Fit]] = {
    "nbd": nbd.fit,
    "bg_nbd": BG,
    "mbg_nbd": bg_nbd.fit,
    "pareto_nbd": pareto_nbd.fit,
}
EVERY_MODEL = pytest.mark.parametrize("model", FITS)


Counts = NDArray[Any] | list[int]


def assert_figures_are_numbers(fit: Fit, x: Counts, tx: Counts, t: Counts) -> None:
    alive = score.p_alive(fit, x, tx, t)
    expected = score.expected_purchases(fit, x, tx, t, 365)
    few = slice(0, 200)  # the discounted sum is the dear one
    residual = score.residual_purchases(fit, x[few], tx[few], t[few], 0.1)
    low, high = purchase_interval(fit, x, tx, t, 365)
    assert np.all((alive >= 0) & (alive <= 1))
    assert np.all(np.isfinite(expected) & (expected >= 0))
    assert np.all(np.isfinite(residual) & (residual >= 0))
    assert np.all((low >= 0) & (low <= high))


@EVERY_MODEL
@pytest.mark.parametrize(
    ("cohort", "reason"),
    [
        (([], [], []), "no customers"),
        (([0] * 9, [0] * 9, range(9)), "nobody has bought twice"),
        (([0], [0], [200]), "nobody has bought twice"),
        (([0, 0], [0, 0], [0, 0]), "nobody has bought twice"),
    ],
    ids=["zero customers", "all one-time buyers", "one one-time buyer", "all won today"],
)
def test_a_cohort_without_repeat_purchases_fails_with_its_reason(
    model: str, cohort: tuple[list[int], list[int], list[int] | range], reason: str
) -> None:
    fit = FITS[model](*cohort)
    assert (fit.verdict, fit.parameters, fit.requested) == ("failed", {}, model)
    assert reason in fit.reason
    with pytest.raises(ValueError, match="cannot be scored"):
        score.p_alive(fit, [0], [0], [1])


@EVERY_MODEL
@pytest.mark.parametrize(
    "cohort",
    [([5], [100], [200]), ([100, 200, 30], [100, 200, 30], [100, 200, 30])],
    ids=["one customer", "purchases on every day"],
)
def test_a_cohort_that_shows_no_dropout_falls_back_to_equal_rates(
    model: str, cohort: tuple[list[int], list[int], list[int]]
) -> None:
    fit = FITS[model](*cohort)
    assert fit.model == "nbd"
    assert fit.verdict == ("homogeneous" if model == "nbd" else "no_dropout")
    assert "every customer buys at the same rate" in fit.reason
    assert all(np.isnan(error) for error in fit.standard_errors.values())
    assert_figures_are_numbers(fit, *cohort)


def customers(count: int) -> tuple[Floats, Floats]:
    chance = np.random.default_rng(21)
    return chance.gamma(0.8, 1 / 25, count), chance.integers(150, 366, count).astype(float)


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd", "pareto_nbd"])
def test_customers_who_never_leave_get_the_nbd_in_its_own_parameters(model: str) -> None:
    rate, t = customers(4000)
    made = shop.geometric_shop(rate, np.zeros(4000), t, 0.0, 3)
    fit = FITS[model](made.x, made.tx, made.t)
    assert (fit.model, fit.requested, fit.verdict) == ("nbd", model, "no_dropout")
    assert abs(fit.parameters["r"] - 0.8) < 3.5 * fit.standard_errors["r"]


@pytest.mark.parametrize(("model", "may_leave_at_first"), [("bg_nbd", False), ("mbg_nbd", True)])
def test_equal_dropout_is_called_homogeneous_or_shown_by_its_standard_error(
    model: str, may_leave_at_first: bool
) -> None:
    verdicts = []
    for seed in range(5):
        rate, t = customers(1500)
        made = shop.geometric_shop(rate, np.full(1500, 0.2), t, 0.0, seed, may_leave_at_first=may_leave_at_first)
        fit = FITS[model](made.x, made.tx, made.t)
        q = fit.parameters
        assert q["a"] / (q["a"] + q["b"]) == pytest.approx(0.2, abs=0.05)
        assert fit.verdict == "homogeneous" or q["a"] + q["b"] > 15
        verdicts.append(fit.verdict)
    assert "homogeneous" in verdicts
    assert_figures_are_numbers(fit, made.x, made.tx, made.t)


def test_customers_who_leave_at_once_or_never_are_called_polarised() -> None:
    rate, t = customers(1000)
    verdicts = []
    for seed in range(4):
        stays = np.random.default_rng(seed).random(1000) < 0.5
        made = shop.geometric_shop(rate, np.where(stays, 0.0, 1.0), t, 0.0, seed)
        fit = bg_nbd.fit(made.x, made.tx, made.t)
        assert fit.verdict == "polarised" or fit.parameters["a"] + fit.parameters["b"] < 0.3
        verdicts.append(fit.verdict)
    assert "polarised" in verdicts
    assert_figures_are_numbers(fit, made.x, made.tx, made.t)


def test_one_repeat_purchase_among_ten_thousand_customers_still_tells_the_rate() -> None:
    x, tx, t, weight = [1, 0], [3, 0], [300, 300], [1, 9999]
    fit = nbd.fit(x, tx, t, weight)
    assert fit.verdict == "homogeneous"
    assert score.expected_purchases(fit, x, tx, t, 300)[1] == pytest.approx(1e-4, rel=1e-2)
    for model in FITS.values():
        assert_figures_are_numbers(model(x, tx, t, weight), x, tx, t)


# No shrinking: a failing cohort is small as it is, and a slow one would hold up the suite for minutes.
QUICK: dict[str, Any] = {"deadline": None, "derandomize": True, "phases": [Phase.explicit, Phase.generate]}


@settings(max_examples=40, **QUICK)
@given(
    some.lists(
        some.tuples(some.integers(0, 60), some.integers(0, 400), some.integers(0, 400), some.integers(1, 500)),
        min_size=1,
        max_size=12,
    ),
    some.sampled_from(sorted(FITS)),
)
def test_any_cohort_gets_a_verdict_and_figures(rows: list[tuple[int, int, int, int]], model: str) -> None:
    x, tx, t, weight = (np.array(column) for column in zip(*rows, strict=True))
    tx, t = np.minimum(tx, t), np.maximum(tx, t)
    x = np.minimum(x, tx)
    tx = np.where(x == 0, 0, tx)
    fit = FITS[model](x, tx, t, weight)
    assert fit.verdict in VERDICTS
    assert fit.reason
    if (x > 0).any():
        assert fit.is_usable
        assert_figures_are_numbers(fit, x, tx, t)


@settings(max_examples=20, **QUICK)
@given(
    some.lists(some.tuples(some.integers(0, 50), some.floats(-10, 1e6), some.integers(1, 50)), min_size=1, max_size=15)
)
def test_any_spends_get_a_verdict_and_a_mean_or_none(rows: list[tuple[int, float, int]]) -> None:
    x, mean, weight = (np.array(column) for column in zip(*rows, strict=True))
    fit = gamma_gamma.fit(x, mean, weight)
    assert fit.verdict in VERDICTS
    if fit.is_usable:
        expected = score.expected_spend(fit, x, mean)
        assert np.all(np.isnan(expected) | (expected > 0))
        assert not np.isnan(expected).any() or fit.parameters["q"] <= 1


def test_constant_spend_is_homogeneous_and_expected_to_go_on() -> None:
    fit = gamma_gamma.fit([1, 2, 3, 1] * 50, [10.0] * 200)
    assert fit.verdict == "homogeneous"
    np.testing.assert_allclose(score.expected_spend(fit, [0, 1, 5], [np.nan, 10, 10]), 10, rtol=1e-3)


def test_spend_without_a_finite_mean_is_not_made_up() -> None:
    chance = np.random.default_rng(6)
    fit = gamma_gamma.fit(chance.integers(1, 4, 800), chance.gamma(2, 1, 800) / chance.gamma(0.7, 1, 800))
    assert fit.parameters["q"] < 1
    assert gamma_gamma.NO_MEAN in fit.reason
    expected = score.expected_spend(fit, [0, 2], [np.nan, 10.0])
    assert np.isnan(expected[0])
    assert expected[1] > 0


@pytest.mark.parametrize(
    ("fit", "verdict"),
    [
        (bg_bb.fit([], [], []), "failed"),
        (bg_bb.fit([0, 0], [0, 0], [5, 5]), "failed"),
        (bg_bb.fit([5, 5], [5, 5], [5, 5]), "no_dropout"),
        (sbg.fit([], []), "failed"),
        (sbg.fit([3, 4], [False, False]), "failed"),
        (sbg.fit([1, 1], [True, True]), "homogeneous"),
        (sbg.fit(range(1, 8), [True] * 7, [100 * 0.8**year for year in range(7)]), "homogeneous"),
    ],
)
def test_occasions_and_contracts_get_a_true_verdict(fit: Fit, verdict: str) -> None:
    assert fit.verdict == verdict
    assert fit.reason


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        (([1], [2.5], [3]), "whole"),
        (([-1], [2], [3]), "negative"),
        (([1], [4], [3]), "later"),
        (([0], [1], [3]), "tx_days = 0"),
        (([3], [2], [3]), "count once"),
        (([1, 1], [2], [3]), "same length"),
        (([1], [2], [3], [-1.0]), "weight"),
    ],
)
def test_statistics_that_contradict_themselves_are_refused_with_the_reason(
    arrays: tuple[list[float], ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        bg_nbd.fit(*arrays)


def test_a_unit_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="day, week"):
        nbd.fit([1], [2], [3], unit="fortnight")
