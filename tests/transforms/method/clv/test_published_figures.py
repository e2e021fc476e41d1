"""Every figure that the papers print, from the data that the papers used."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from tests.transforms.method.clv import cdnow
from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, nbd, pareto_nbd, sbg, score
from transforms.method.clv.backtest import Window, window
from transforms.method.clv.fit import Fit

BG = partial(bg_nbd.fit, is_modified=False)


@pytest.fixture(scope="module")
def sample() -> Window:
    customer, day, _ = cdnow.purchases("CDNOW_sample.txt", 1)
    return window(customer, day, cdnow.CUTOFF, cdnow.HOLDOUT)


@pytest.fixture(scope="module")
def fits(sample: Window) -> dict[str, Fit]:
    models: dict[str, Callable[..., Fit]] = {
        "nbd": nbd.fit,
        "bg_nbd": BG,
        "mbg_nbd": bg_nbd.fit,
        "pareto_nbd": pareto_nbd.fit,
    }
    return {name: fit(sample.x, sample.tx_days, sample.t_days, unit="week") for name, fit in models.items()}


def test_the_sample_is_the_one_of_the_papers(sample: Window) -> None:
    assert (len(sample.x), int((sample.x > 0).sum()), int(sample.actual.sum())) == (2357, 946, 1882)
    by_frequency = np.minimum(sample.x, 7)
    size = np.bincount(by_frequency)
    assert size.tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    actual = np.bincount(by_frequency, sample.actual) / size
    np.testing.assert_allclose(actual, [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594], atol=5e-5)


@pytest.mark.parametrize(
    ("model", "parameters", "log_likelihood"),
    [
        ("nbd", {"r": 0.385, "alpha": 12.072}, -9763.658),
        ("bg_nbd", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.429),
        ("mbg_nbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.13),
        ("pareto_nbd", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9594.976),
    ],
)
def test_a_fit_has_the_published_parameters_and_log_likelihood(
    fits: dict[str, Fit], model: str, parameters: dict[str, float], log_likelihood: float
) -> None:
    fit = fits[model]
    assert fit.verdict == "interior"
    assert fit.parameters == pytest.approx(parameters, abs=5.01e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=0.01)


@pytest.mark.parametrize(
    ("model", "errors"),
    [
        ("bg_nbd", {"r": 0.01256, "alpha": 0.37822, "a": 0.18572, "b": 0.70535}),
        ("pareto_nbd", {"r": 0.0476, "alpha": 0.8427, "s": 0.1873, "beta": 6.2105}),
    ],
)
def test_a_fit_has_the_published_standard_errors(fits: dict[str, Fit], model: str, errors: dict[str, float]) -> None:
    # The published ones come from a numeric Hessian near the maximum: they agree to 1 in 5,000 or the digits printed.
    assert fits[model].standard_errors == pytest.approx(errors, rel=2e-4, abs=5e-5)


@pytest.mark.parametrize(
    ("model", "expected", "digits"),
    [
        ("bg_nbd", [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570], 2.1e-4),
        ("pareto_nbd", [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403], 8e-4),
    ],
)
def test_expected_purchases_by_frequency_are_the_published_ones(
    sample: Window, fits: dict[str, Fit], model: str, expected: list[float], digits: float
) -> None:
    by_frequency = np.minimum(sample.x, 7)
    purchases = score.expected_purchases(fits[model], sample.x, sample.tx_days, sample.t_days, cdnow.HOLDOUT)
    mean = np.bincount(by_frequency, purchases) / np.bincount(by_frequency)
    np.testing.assert_allclose(mean, expected, atol=digits)


@pytest.mark.parametrize(("model", "total"), [("bg_nbd", 1653), ("pareto_nbd", 1665), ("mbg_nbd", 1577)])
def test_the_holdout_total_is_the_published_one(sample: Window, fits: dict[str, Fit], model: str, total: int) -> None:
    purchases = score.expected_purchases(fits[model], sample.x, sample.tx_days, sample.t_days, cdnow.HOLDOUT)
    assert purchases.sum() == pytest.approx(total, abs=0.6)


@pytest.mark.parametrize(
    ("model", "p_alive", "expected", "newcomer"),
    [("pareto_nbd", 0.997874, 25.45647, 1.473434), ("bg_nbd", 0.9688523, 25.75659, 1.444004)],
)
def test_the_papers_two_customers_are_scored_as_published(
    fits: dict[str, Fit], model: str, p_alive: float, expected: float, newcomer: float
) -> None:
    # Published from parameters at the stopping point of a looser search, hence four to five digits.
    fit = fits[model]
    assert score.p_alive(fit, [26], [216], [217])[0] == pytest.approx(p_alive, abs=3e-6)
    assert score.expected_purchases(fit, [26], [216], [217], 364)[0] == pytest.approx(expected, rel=6e-5)
    assert score.expected_purchases(fit, [0], [0], [0], 364)[0] == pytest.approx(newcomer, rel=1e-5)


def test_mbg_gives_one_time_buyers_a_chance_to_be_gone(fits: dict[str, Fit]) -> None:
    assert score.p_alive(fits["bg_nbd"], [0], [0], [270])[0] == 1
    assert 0 < score.p_alive(fits["mbg_nbd"], [0], [0], [270])[0] < 0.5


def test_gamma_gamma_has_the_published_parameters() -> None:
    fit = gamma_gamma.fit(*cdnow.mean_repeat_spend(*cdnow.purchases("CDNOW_sample.txt", 1)))
    assert (fit.customers, fit.verdict) == (946, "interior")
    assert fit.parameters == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, abs=0.0051)
    assert fit.log_likelihood == pytest.approx(-4055.918, abs=0.01)


def test_the_full_file_agrees_with_two_independent_fits() -> None:
    customer, day, _ = cdnow.purchases("CDNOW_master.txt", 0)
    seen = window(customer, day, cdnow.CUTOFF, cdnow.HOLDOUT)
    fit = BG(seen.x, seen.tx_days, seen.t_days, unit="week")
    assert fit.customers == 23_570
    assert fit.parameters == pytest.approx({"r": 0.2516, "alpha": 4.789, "a": 0.7234, "b": 2.161}, rel=3e-4)
    assert fit.log_likelihood == pytest.approx(-95368.44, abs=0.01)


# Fader, Hardie and Shang (2010), table 1: gifts of 1996-2001, year of the last gift, donors.
DONORS = """
6 6 1203  5 6 728  4 6 512  3 6 357  2 6 234  1 6 129  5 5 335  4 5 284  3 5 225  2 5 173  1 5 119
4 4 240  3 4 181  2 4 155  1 4 78  3 3 322  2 3 255  1 3 129  2 2 613  1 2 277  1 1 1091  0 0 3464
"""


def test_bg_bb_has_the_published_figures_of_the_donors() -> None:
    x, last, weight = np.array(DONORS.split(), dtype=int).reshape(-1, 3).T
    occasions = np.full(len(x), 6)
    fit = bg_bb.fit(x, last, occasions, weight)
    assert (fit.customers, fit.verdict) == (11_104, "interior")
    published = {"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.784}
    assert fit.parameters == pytest.approx(published, abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-33225.58, abs=0.005)
    expected = bg_bb.expected_purchases(fit.parameters, x, last, occasions, 5)
    assert (round(expected[0], 2), round(expected[-1], 2)) == (3.75, 0.07)


def test_sbg_has_the_published_figures_of_the_high_end_contracts() -> None:
    survival = np.array([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]) * 10
    fit = sbg.fit([1, 2, 3, 4, 5, 6, 7, 7], [1] * 7 + [0], [*-np.diff(survival), survival[-1]])
    assert fit.verdict == "interior"
    assert fit.parameters == pytest.approx({"alpha": 0.668, "beta": 3.806}, abs=5e-4)
    assert fit.log_likelihood == pytest.approx(-1611.16, abs=0.005)
    np.testing.assert_allclose(sbg.survival(fit.parameters, np.arange(8)) * 1000, survival, atol=20)
