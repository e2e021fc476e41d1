"""Intervals: the exact distribution of purchases to come, checked against its mean, a simulation and itself."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from transforms.method.clv import bg_nbd, nbd, pareto_nbd, score
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats
from transforms.method.clv.interval import at_least, purchase_interval

PARAMETERS = {
    "nbd": {"r": 0.385, "alpha": 12.07},
    "bg_nbd": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "mbg_nbd": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    "pareto_nbd": {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}
CUSTOMERS = [(0, 0, 200), (0, 0, 0), (26, 216, 217), (3, 100, 250), (400, 900, 1000)]
EVERY_MODEL = pytest.mark.parametrize("model", PARAMETERS)


def fit_of(model: str) -> Fit:
    return Fit(model, model, PARAMETERS[model], {}, 0.0, "week", "interior", "", 1.0, 0)


@EVERY_MODEL
@pytest.mark.parametrize("customer", CUSTOMERS, ids=str)
def test_the_chances_of_each_further_purchase_add_up_to_the_expected_number(
    model: str, customer: tuple[int, int, int]
) -> None:
    x, _, t = customer
    chances = at_least(fit_of(model), [x], [t], 364, np.arange(1, 6000))
    assert np.all(np.diff(chances) <= 1e-12)
    assert chances.sum() == pytest.approx(score.expected_if_alive(fit_of(model), [x], [t], 364)[0], rel=1e-6)


@EVERY_MODEL
def test_an_interval_leaves_no_more_than_half_the_rest_on_either_side_and_is_as_short_as_that_allows(
    model: str,
) -> None:
    fit = fit_of(model)
    x, tx, t = (np.array(column) for column in zip(*CUSTOMERS, strict=True))
    alive = score.p_alive(fit, x, tx, t)
    for level in (0.5, 0.95, 0.999):
        low, high = purchase_interval(fit, x, tx, t, 364, level)
        tail = (1 - level) / 2

        def above(count: NDArray[Any], alive: Floats = alive) -> Floats:
            """P(Y > count)."""
            return np.where(count < 0, 1.0, alive * at_least(fit, x, t, 364, np.maximum(count, 0) + 1.0))

        assert np.all(above(high) <= tail)
        assert np.all((high == 0) | (above(high - 1) > tail))
        assert np.all(above(low - 1) >= 1 - tail)
        assert np.all(above(low) <= 1 - tail)


def test_the_distribution_is_the_one_a_simulated_posterior_draws() -> None:
    fit, draws = fit_of("mbg_nbd"), 200_000
    chance = np.random.default_rng(3)
    q, (x, tx, t) = fit.parameters, (6, 180, 217)
    alive = chance.random(draws) < score.p_alive(fit, [x], [tx], [t])[0]
    bought = chance.poisson(chance.gamma(q["r"] + x, 1 / (q["alpha"] + t / 7), draws) * 52)
    leaves = chance.geometric(chance.beta(q["a"], q["b"] + x + 1, draws))
    purchases = np.where(alive, np.minimum(bought, leaves), 0)
    low, high = purchase_interval(fit, [x], [tx], [t], 364, 0.9)
    assert (low[0], high[0]) == tuple(np.quantile(purchases, [0.05, 0.95], method="inverted_cdf"))
    share = alive.mean() * at_least(fit, [x], [t], 364, np.arange(1, 6))
    drawn = [(purchases >= count).mean() for count in range(1, 6)]
    np.testing.assert_allclose(share, drawn, atol=0.005)


def test_nothing_is_bought_within_no_time() -> None:
    low, high = purchase_interval(fit_of("bg_nbd"), [0, 26], [0, 216], [5, 217], 0)
    assert (low.tolist(), high.tolist()) == ([0, 0], [0, 0])


@pytest.mark.parametrize(("horizon", "level"), [(-1, 0.95), (np.inf, 0.95), (365, 0), (365, 1)])
def test_an_impossible_horizon_or_level_is_refused(horizon: float, level: float) -> None:
    with pytest.raises(ValueError, match="must"):
        purchase_interval(fit_of("bg_nbd"), [1], [2], [3], horizon, level)


def test_forecasts_grow_with_time_shrink_with_discount_and_need_one_or_the_other() -> None:
    fit = fit_of("bg_nbd")
    plain = score.expected_purchases(fit, [3], [100], [250], 3652.5)[0]
    none, some, much = (score.residual_purchases(fit, [3], [100], [250], rate, 3652.5)[0] for rate in (0.0, 0.1, 0.5))
    assert none == pytest.approx(plain, rel=1e-12)
    assert plain > some > much > 0
    assert score.residual_purchases(fit, [3], [100], [250], 0.1)[0] > some
    with pytest.raises(ValueError, match="needs a positive annual_rate"):
        score.residual_purchases(fit, [3], [100], [250], 0.0)


def test_every_model_of_purchase_times_can_be_scored_and_has_intervals() -> None:
    from transforms.method.clv.interval import AT_LEAST

    names = {nbd.NAME, bg_nbd.NAME, bg_nbd.MODIFIED_NAME, pareto_nbd.NAME}
    assert set(score.MODELS) == set(AT_LEAST) == names
