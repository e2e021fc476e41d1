"""The cheap interval beside the exact one, and functions read between few times beside the functions themselves."""

import numpy as np
import pytest

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_nbd, gamma_gamma, score
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats
from transforms.method.clv.interval import purchase_interval
from transforms.method.clv.interval_of_spend import reach
from transforms.method.clv.smooth import over_time
from transforms.method.clv.spend_interval import spend_interval


def given(model: str, unit: str = "week", **parameters: float) -> Fit:
    return Fit(model, model, parameters, {}, 0.0, unit, "interior", "", 1.0, 0)


BUYING = [
    given("nbd", r=0.385, alpha=12.072),
    given("bg_nbd", r=0.243, alpha=4.414, a=0.793, b=2.426),
    given("mbg_nbd", r=0.525, alpha=6.183, a=0.891, b=1.614),
    given("pareto_nbd", r=0.553, alpha=10.578, s=0.606, beta=11.669),
]
SPEND = given("gamma_gamma", "currency", p=6.25, q=3.74, v=15.44)


def customers(size: int = 800) -> tuple[np.ndarray, ...]:
    chance = np.random.default_rng(3)
    x = np.minimum(chance.geometric(0.3, size) - 1, 60)
    x[:40] = chance.integers(30, 200, 40)
    t = chance.integers(250, 900, size)
    tx = np.where(x > 0, np.maximum((t * np.sqrt(chance.random(size))).astype(int), x), 0)
    return x, tx, t, chance.gamma(5, 6, size)


@pytest.mark.parametrize("fit", BUYING, ids=lambda fit: fit.model)
def test_the_cheap_interval_is_the_exact_one_to_a_fiftieth_of_the_expected_spend(fit: Fit) -> None:
    x, tx, t, mean = customers()
    exact = np.array(spend_interval(fit, SPEND, x, tx, t, x, mean, 365))
    bought, known = x.astype(float), t.astype(float)
    cheap = np.array(reach(fit, SPEND, bought, known, bought, score.p_alive(fit, x, tx, t), 365, 0.95))
    expected = score.expected_purchases(fit, x, tx, t, 365) * score.expected_spend(SPEND, x, mean)
    wrong = np.abs(cheap * expected - exact) / np.maximum(expected, exact[1])
    assert np.quantile(wrong, 0.99) < 0.02
    assert np.mean((cheap > 0) != (exact > 0)) < 0.005


def test_without_a_fit_of_spend_the_interval_is_that_of_purchases() -> None:
    x, tx, t, _ = customers()
    x, tx, t = x[t <= 900], tx[t <= 900], np.minimum(t, 30)  # days that stand on the grid
    x, tx = np.minimum(x, 20), np.minimum(tx, t)
    x = np.minimum(x, tx)
    low, high = purchase_interval(BUYING[2], x, tx, t, 365)
    alive = score.p_alive(BUYING[2], x, tx, t)
    expected = score.expected_purchases(BUYING[2], x, tx, t, 365)
    bought, known = x.astype(float), t.astype(float)
    found = reach(BUYING[2], None, bought, known, bought, alive, 365, 0.95)
    np.testing.assert_allclose(found, np.array([low, high]) / expected, rtol=1e-9)


def test_on_cdnow_the_cheap_interval_holds_what_came() -> None:
    seen, count, mean, later = cdnow.sample_before_and_after()
    fit, spend_fit = bg_nbd.fit(seen.x, seen.tx_days, seen.t_days), gamma_gamma.fit(count, mean)
    alive = score.p_alive(fit, seen.x, seen.tx_days, seen.t_days)
    x, t, spends = (column.astype(float) for column in (seen.x, seen.t_days, count))
    low, high = reach(fit, spend_fit, x, t, spends, alive, cdnow.HOLDOUT, 0.95)
    expected = score.expected_purchases(fit, seen.x, seen.tx_days, seen.t_days, cdnow.HOLDOUT)
    expected = expected * score.expected_spend(spend_fit, count, mean)
    assert 0.94 <= np.mean((low * expected <= later) & (later <= high * expected)) <= 0.99


@pytest.mark.parametrize("fit", BUYING, ids=lambda fit: fit.model)
@pytest.mark.parametrize("horizon_days", [30.0, 365.0, np.inf])
def test_what_is_read_between_few_times_is_what_is_computed(fit: Fit, horizon_days: float) -> None:
    def discounted(x: Floats, t: Floats) -> Floats:
        return score.residual_if_alive(fit, x, t, 0.1, horizon_days)

    x, t = np.repeat([0.0, 1.0, 5.0, 60.0, 300.0], 400), np.tile(np.arange(400.0) * 7, 5)
    read = over_time(discounted, x, t, fit.parameters["alpha"] * 7)
    some = np.arange(0, len(x), 37)
    np.testing.assert_allclose(read[some], discounted(x[some], t[some]), rtol=2e-9)


def test_few_pairs_are_computed_as_they_are() -> None:
    asked = []

    def itself(x: Floats, t: Floats) -> Floats:
        asked.append(len(x))
        return x + t

    np.testing.assert_array_equal(
        over_time(itself, np.array([1.0, 2.0, 1.0]), np.array([5.0, 6.0, 5.0]), 3.0), [6, 8, 6]
    )
    assert asked == [2]
