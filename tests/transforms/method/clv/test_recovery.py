"""Shops that were made by a model: its fit finds the parameters, and its intervals hold what came."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from tests.transforms.method.clv import shop
from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, nbd, pareto_nbd, sbg, score
from transforms.method.clv.interval import purchase_interval

CUSTOMERS = 12_000
HOLDOUT = 200.0
FINE = shop.FINE
BG = partial(bg_nbd.fit, is_modified=False)


def world(model: str) -> tuple[dict[str, float], shop.Shop]:
    chance = np.random.default_rng(11)
    t = chance.integers(150, 366, CUSTOMERS).astype(float)
    rate = chance.gamma(0.8, 1 / 25, CUSTOMERS)
    if model == "pareto_nbd":
        truth = {"r": 0.8, "alpha": 25 * FINE, "s": 1.5, "beta": 200 * FINE}
        return truth, shop.pareto_shop(rate, chance.gamma(1.5, 1 / 200, CUSTOMERS), t, HOLDOUT, 5)
    if model == "nbd":
        return {"r": 0.8, "alpha": 25 * FINE}, shop.geometric_shop(rate, np.zeros(CUSTOMERS), t, HOLDOUT, 5)
    truth = {"r": 0.8, "alpha": 25 * FINE, "a": 1.2, "b": 3.0}
    dropout = chance.beta(1.2, 3.0, CUSTOMERS)
    is_modified = model == "mbg_nbd"
    return truth, shop.geometric_shop(rate, dropout, t, HOLDOUT, 5, may_leave_at_first=is_modified)


@pytest.mark.parametrize(
    ("model", "fit"),
    [("nbd", nbd.fit), ("bg_nbd", BG), ("mbg_nbd", bg_nbd.fit), ("pareto_nbd", pareto_nbd.fit)],
)
def test_a_fit_finds_the_parameters_and_its_intervals_hold_what_came(model: str, fit: Callable[..., Any]) -> None:
    truth, made = world(model)
    found = fit(made.x, made.tx, made.t)
    assert (found.model, found.verdict) == (model, "interior")
    for name, value in truth.items():
        off = abs(found.parameters[name] - value) / found.standard_errors[name]
        assert off < 3.5, (name, found.parameters[name], value)
    low, high = purchase_interval(found, made.x, made.tx, made.t, HOLDOUT * FINE)
    assert 0.94 <= np.mean((low <= made.later) & (made.later <= high)) <= 0.99
    expected = score.expected_purchases(found, made.x, made.tx, made.t, HOLDOUT * FINE)
    noise = np.std(made.later - expected) * np.sqrt(CUSTOMERS)
    assert abs(expected.sum() - made.later.sum()) < 3.5 * noise


def test_standard_errors_are_the_spread_of_repeated_fits() -> None:
    truth = {"r": 0.8, "alpha": 25 * FINE, "a": 1.2, "b": 3.0}
    found, errors = [], []
    for seed in range(16):
        chance = np.random.default_rng(100 + seed)
        rate, dropout = chance.gamma(0.8, 1 / 25, 1500), chance.beta(1.2, 3.0, 1500)
        made = shop.geometric_shop(rate, dropout, chance.integers(150, 366, 1500).astype(float), 0.0, seed)
        fit = bg_nbd.fit(made.x, made.tx, made.t)
        found.append([np.log(fit.parameters[name]) for name in truth])
        errors.append([fit.standard_errors[name] / fit.parameters[name] for name in truth])
    ratio = np.std(found, axis=0, ddof=1) / np.mean(errors, axis=0)
    assert np.all((ratio > 0.55) & (ratio < 1.6)), ratio


def test_gamma_gamma_finds_its_parameters_and_the_next_spend() -> None:
    chance = np.random.default_rng(4)
    x = chance.integers(1, 12, CUSTOMERS)
    scale = chance.gamma(3.7, 1 / 15.0, CUSTOMERS)
    mean = chance.gamma(6.0 * x, 1 / (scale * x))
    fit = gamma_gamma.fit(x, mean)
    for name, value in {"p": 6.0, "q": 3.7, "v": 15.0}.items():
        assert abs(fit.parameters[name] - value) < 3.5 * fit.standard_errors[name]
    expected = score.expected_spend(fit, x, mean)
    truth = 6.0 / scale
    assert np.mean(expected) == pytest.approx(np.mean(truth), rel=0.02)
    assert np.mean(np.abs(expected - truth)) < np.mean(np.abs(mean - truth))


def test_bg_bb_finds_its_parameters() -> None:
    chance = np.random.default_rng(8)
    buys, leaves = chance.beta(1.2, 0.75, CUSTOMERS), chance.beta(0.8, 3.0, CUSTOMERS)
    alive = np.cumprod(chance.random((8, CUSTOMERS)) >= leaves, axis=0).astype(bool)
    bought = alive & (chance.random((8, CUSTOMERS)) < buys)
    x = bought.sum(axis=0)
    last = np.where(x > 0, 8 - np.argmax(bought[::-1], axis=0), 0)
    rows, weight = np.unique(np.column_stack([x, last]), axis=0, return_counts=True)
    fit = bg_bb.fit(rows[:, 0], rows[:, 1], np.full(len(rows), 8), weight)
    for name, value in {"alpha": 1.2, "beta": 0.75, "gamma": 0.8, "delta": 3.0}.items():
        assert abs(fit.parameters[name] - value) < 3.5 * fit.standard_errors[name]


def test_sbg_finds_its_parameters() -> None:
    chance = np.random.default_rng(9)
    lasted = chance.geometric(chance.beta(0.7, 3.8, CUSTOMERS))
    fit = sbg.fit(np.minimum(lasted, 8), lasted <= 8)
    for name, value in {"alpha": 0.7, "beta": 3.8}.items():
        assert abs(fit.parameters[name] - value) < 3.5 * fit.standard_errors[name]
