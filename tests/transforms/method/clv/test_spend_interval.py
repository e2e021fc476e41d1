"""Intervals of money: purchases and their amounts drawn together."""

import numpy as np
import pytest

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_nbd, gamma_gamma, score
from transforms.method.clv.fit import Fit, failed
from transforms.method.clv.spend_interval import spend_interval

PURCHASES = Fit(
    "mbg_nbd", "mbg_nbd", {"r": 0.525, "alpha": 43.28, "a": 0.891, "b": 1.614}, {}, 0.0, "day", "interior", "", 1.0, 0
)
SPEND = Fit(
    "gamma_gamma", "gamma_gamma", {"p": 6.25, "q": 3.74, "v": 15.44}, {}, 0.0, "currency", "interior", "", 1.0, 0
)


@pytest.mark.parametrize("customer", [(26, 216, 217, 26, 31.0), (3, 100, 250, 2, 80.0), (0, 0, 20, 0, np.nan)], ids=str)
def test_the_interval_is_the_one_a_simulated_posterior_draws(customer: tuple[int, int, int, int, float]) -> None:
    x, tx, t, count, mean = customer
    draws, chance = 400_000, np.random.default_rng(5)
    q, s = PURCHASES.parameters, SPEND.parameters
    alive = chance.random(draws) < score.p_alive(PURCHASES, [x], [tx], [t])[0]
    rate, leaves = chance.gamma(q["r"] + x, 1 / (q["alpha"] + t), draws), chance.beta(q["a"], q["b"] + x + 1, draws)
    bought = np.where(alive, np.minimum(chance.poisson(rate * 365), chance.geometric(leaves)), 0)
    scale = chance.gamma(s["q"] + s["p"] * count, 1 / (s["v"] + count * np.nan_to_num(mean)), draws)
    spent = np.where(bought > 0, chance.gamma(np.maximum(s["p"] * bought, 1.0)) / scale, 0.0)
    low, high = spend_interval(PURCHASES, SPEND, [x], [tx], [t], [count], [mean], 365, 0.5)
    for bound, above in ((low[0], 0.75), (high[0], 0.25)):
        share = np.mean(spent > bound)  # a share has a known error; a quantile in thin data has not
        assert share == pytest.approx(above, abs=4 * np.sqrt(above * (1 - above) / draws)) or (
            bound == 0 and share < above
        )


def test_money_is_a_scale_only() -> None:
    statistics = ([3, 26], [100, 216], [250, 217], [3, 26])
    doubled = Fit(
        **{**{name: getattr(SPEND, name) for name in Fit.__slots__}, "parameters": {"p": 6.25, "q": 3.74, "v": 30.88}}
    )
    one = spend_interval(PURCHASES, SPEND, *statistics, [40.0, 31.0], 365)
    two = spend_interval(PURCHASES, doubled, *statistics, [80.0, 62.0], 365)
    np.testing.assert_allclose(np.array(two), 2 * np.array(one), rtol=1e-9)


def test_customers_alike_but_for_their_money_share_one_calculation_and_keep_their_order() -> None:
    mean = np.array([40.0, 10.0, np.nan, 20.0])
    x, tx, t, count = (np.full(4, value) for value in (3, 100, 250, 3))
    together = spend_interval(PURCHASES, SPEND, x, tx, t, count, mean, 365)
    alone = [
        spend_interval(PURCHASES, SPEND, x[:1], tx[:1], t[:1], count[:1], mean[i : i + 1], 365)[1][0] for i in range(4)
    ]
    np.testing.assert_allclose(together[1], alone, rtol=1e-5)


def test_on_cdnow_the_interval_holds_what_came() -> None:
    seen, count, mean, later = cdnow.sample_before_and_after()
    fit, spend_fit = bg_nbd.fit(seen.x, seen.tx_days, seen.t_days), gamma_gamma.fit(count, mean)
    low, high = spend_interval(fit, spend_fit, seen.x, seen.tx_days, seen.t_days, count, mean, cdnow.HOLDOUT)
    assert np.all((low >= 0) & (low <= high))
    assert 0.94 <= np.mean((low <= later) & (later <= high)) <= 0.99


def test_a_spend_fit_that_failed_gives_no_interval() -> None:
    with pytest.raises(ValueError, match="no spend can be expected"):
        spend_interval(PURCHASES, failed("gamma_gamma", "currency", 0.0, "why"), [1], [2], [3], [1], [9.0], 365)


def test_nothing_is_spent_within_no_time() -> None:
    low, high = spend_interval(PURCHASES, SPEND, [3], [100], [250], [3], [40.0], 0)
    assert (low[0], high[0]) == (0, 0)
