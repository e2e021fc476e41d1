"""The same numbers from 30 to 60 digits: mpmath against the formulas that run every night."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from transforms.method.clv import bg_bb, bg_nbd, gamma_gamma, nbd, pareto_nbd, sbg, score
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, history

GEOMETRIC = [
    {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    {"r": 2.0, "alpha": 10.0, "a": 0.05, "b": 0.2},
    {"r": 0.5, "alpha": 5.0, "a": 1.0, "b": 4.0},
    {"r": 0.5, "alpha": 5.0, "a": 1.0 + 1e-9, "b": 4.0},
    {"r": 0.5, "alpha": 5.0, "a": 1.5, "b": 200.0},
    {"r": 50.0, "alpha": 200.0, "a": 0.5, "b": 3.0},
    {"r": 0.3, "alpha": 3.0, "a": 900.0, "b": 9100.0},
]
CONTINUOUS = [
    {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
    {"r": 2.0, "alpha": 1.0, "s": 1.0, "beta": 100.0},
    {"r": 0.3, "alpha": 50.0, "s": 3.0, "beta": 0.5},
    {"r": 10.0, "alpha": 3.0, "s": 0.05, "beta": 30.0},
    {"r": 500.0, "alpha": 1000.0, "s": 200.0, "beta": 5000.0},
    {"r": 0.5, "alpha": 6.4, "s": 43.0, "beta": 39427.0},
    {"r": 0.1, "alpha": 1000.0, "s": 1.0, "beta": 0.001},
]
STATISTICS = [
    (x, tx, t)
    for x, (tx, t) in itertools.product(
        (0, 1, 7, 100, 5000), ((0, 0), (0, 30), (5, 5.5), (10, 300), (29.9, 30), (1000, 1500))
    )
    if (x == 0) == (tx == 0)
]


def columns() -> tuple[Floats, ...]:
    return tuple(np.array(column, dtype=float) for column in zip(*STATISTICS, strict=True))


def geometric_likelihood(q: dict[str, float], x: int, tx: float, t: float, is_modified: bool) -> tuple[Any, Any]:
    r, alpha, a, b = (mp.mpf(q[name]) for name in ("r", "alpha", "a", "b"))
    stayed = b + x + is_modified
    head = mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(alpha)
    stay = mp.beta(a, stayed) / mp.beta(a, b) * (alpha + t) ** -(r + x)
    left = mp.beta(a + 1, stayed - 1) / mp.beta(a, b) * (alpha + tx) ** -(r + x) if x or is_modified else 0
    return head + mp.log(stay + left), stay / (stay + left)


def continuous_likelihood(q: dict[str, float], x: int, tx: float, t: float) -> tuple[Any, Any]:
    r, alpha, s, beta = (mp.mpf(q[name]) for name in ("r", "alpha", "s", "beta"))
    tx, t = mp.mpf(tx), mp.mpf(t)
    steep = (r + x) / (alpha + tx) + (s + 1) / (beta + tx)
    points = [tx, *(p for p in (tx + c / steep for c in (1, 3, 10, 30, 100, 1000)) if p < t), t]
    first = (alpha + tx) ** -(r + x) * (beta + tx) ** -(s + 1)
    left = (
        first
        * s
        * mp.quad(lambda y: ((alpha + tx) / (alpha + y)) ** (r + x) * ((beta + tx) / (beta + y)) ** (s + 1), points)
    )
    stay = (alpha + t) ** -(r + x) * (beta + t) ** -s
    head = mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(alpha) + s * mp.log(beta)
    return head + mp.log(stay + left), stay / (stay + left)


def published_expectation(q: dict[str, Any], x: int, t: float, horizon: float, is_modified: bool) -> Any:
    """The closed form of the paper where it has a value: a mean over 1 -/+ 1e-20 stands in for the pole at a = 1."""
    r, alpha, a, b = (mp.mpf(q[name]) for name in ("r", "alpha", "a", "b"))
    if abs(a - 1) < mp.mpf("1e-12"):
        sides = [published_expectation({**q, "a": 1 + d}, x, t, horizon, is_modified) for d in PINCH]
        return sum(sides) / 2
    b += is_modified
    z = mp.mpf(horizon) / (alpha + t + horizon)
    c = a + b + x - 1
    return c / (a - 1) * (1 - (1 - z) ** (a - 1) * mp.hyp2f1(a + b - 1 - r, a - 1, c, z, maxterms=10**6))


PINCH = (mp.mpf(10) ** -11, -(mp.mpf(10) ** -11))


@pytest.fixture(autouse=True)
def digits() -> Iterator[None]:
    with mp.workdps(50):
        yield


@pytest.mark.parametrize("is_modified", [False, True])
@pytest.mark.parametrize("q", GEOMETRIC, ids=str)
def test_bg_and_mbg_likelihood_and_p_alive_agree_to_nine_digits(q: dict[str, float], is_modified: bool) -> None:
    x, tx, t = columns()
    found = bg_nbd.log_likelihood(q, x, tx, t, is_modified=is_modified)
    alive = bg_nbd.p_alive(q, x, tx, t, is_modified=is_modified)
    truth = [geometric_likelihood(q, *row, is_modified) for row in STATISTICS]
    np.testing.assert_allclose(found, [float(row[0]) for row in truth], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(alive, [float(row[1]) for row in truth], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("q", CONTINUOUS, ids=str)
def test_pareto_likelihood_and_p_alive_agree_to_nine_digits(q: dict[str, float]) -> None:
    x, tx, t = columns()
    found, alive = pareto_nbd.log_likelihood(q, x, tx, t), pareto_nbd.p_alive(q, x, tx, t)
    with mp.workdps(30):
        truth = [continuous_likelihood(q, *row) for row in STATISTICS]
    np.testing.assert_allclose(found, [float(row[0]) for row in truth], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(alive, [float(row[1]) for row in truth], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("is_modified", [False, True])
@pytest.mark.parametrize("q", GEOMETRIC[:-1], ids=str)
def test_expected_purchases_agree_with_the_published_closed_form_to_nine_digits(
    q: dict[str, float], is_modified: bool
) -> None:
    grid = list(itertools.product((0, 1, 7, 100, 5000), (0, 10, 1000), (0.1, 52, 1000)))
    x, t, horizon = (np.array(column, dtype=float) for column in zip(*grid, strict=True))
    found = bg_nbd.expected_if_alive(q, x, t, horizon, is_modified=is_modified)
    truth = [float(published_expectation(q, *row, is_modified)) for row in grid]
    np.testing.assert_allclose(found, truth, rtol=1e-9)


def test_expected_purchases_hold_where_every_customer_has_the_same_dropout() -> None:
    # With a + b = 10,000 the closed form has no value in doubles; a dropout of exactly 9 % is near.
    q = GEOMETRIC[-1]
    found = bg_nbd.expected_if_alive(q, np.zeros(1), np.array([10.0]), np.array([52.0]), is_modified=False)
    same = (1 - (1 + 0.09 * 52 / 13) ** -0.3) / 0.09
    assert found[0] == pytest.approx(same, rel=1e-3)


@pytest.mark.parametrize("q", CONTINUOUS, ids=str)
def test_pareto_expectation_agrees_to_nine_digits_also_at_s_of_one(q: dict[str, float]) -> None:
    grid = list(itertools.product((0, 7, 5000), (0, 10, 1000), (0.1, 52, 1000)))
    x, t, horizon = (np.array(column, dtype=float) for column in zip(*grid, strict=True))
    truth = []
    for count, seen, ahead in grid:
        r, alpha, s, beta = (mp.mpf(q[name]) for name in ("r", "alpha", "s", "beta"))
        step = beta + seen
        integral = mp.log((step + ahead) / step) if s == 1 else (1 - (step / (step + ahead)) ** (s - 1)) / (s - 1)
        truth.append(float((r + count) * step / (alpha + seen) * integral))
    np.testing.assert_allclose(pareto_nbd.expected_if_alive(q, x, t, horizon), truth, rtol=1e-9)


def fit_of(model: str, parameters: dict[str, float], unit: str = "week") -> Fit:
    return Fit(model, model, parameters, {}, 0.0, unit, "interior", "", 1.0, 0)


@pytest.mark.parametrize("annual_rate", [0.01, 0.15, 1.0])
def test_the_unlimited_discounted_sum_is_the_published_tricomi_form(annual_rate: float) -> None:
    q = CONTINUOUS[0]
    force = mp.log(1 + mp.mpf(annual_rate)) / mp.mpf("365.25") * 7
    for x, weeks in ((0, 0), (2, 30), (26, 31)):
        r, alpha, s, beta = (mp.mpf(q[name]) for name in ("r", "alpha", "s", "beta"))
        life = (beta + weeks) ** s * force ** (s - 1) * mp.hyperu(s, s, force * (beta + weeks))
        truth = float((r + x) / (alpha + weeks) * life)
        found = score.residual_if_alive(fit_of("pareto_nbd", q), [x], [weeks * 7], annual_rate)
        assert found[0] == pytest.approx(truth, rel=1e-7)


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
@pytest.mark.parametrize("q", GEOMETRIC[:4], ids=str)
def test_the_discounted_sum_is_the_integral_of_discounted_purchases(model: str, q: dict[str, float]) -> None:
    fit = fit_of(model, q)
    for horizon in (365.25, 3652.5):
        days = np.linspace(0, horizon, 20_001)
        expected = np.array(
            [score.MODELS[model].expected_if_alive(q, np.full(len(days), 3.0), np.full(len(days), 20.0), days / 7)]
        )[0]
        middle = (days[1:] + days[:-1]) / 2
        truth = np.sum(np.diff(expected) * 1.1 ** -(middle / 365.25))
        found = score.residual_if_alive(fit, [3], [140], 0.1, horizon)
        assert found[0] == pytest.approx(truth, rel=1e-6)


def test_sums_over_occasions_and_renewals_agree_with_their_closed_forms() -> None:
    donors = {"alpha": 1.204, "beta": 0.75, "gamma": 0.657, "delta": 2.784}
    years = np.arange(1, 6000)
    later = [bg_bb.expected_purchases(donors, [4], [5], [6], int(year))[0] for year in (1, 2, 3)]
    assert later[0] < later[1] < later[2]
    each = np.array([bg_bb.p_alive(donors, [4], [5], [6], int(year))[0] for year in years[:400]])
    mean = (1.204 + 4) / (1.204 + 0.75 + 6)
    assert bg_bb.residual_purchases(donors, [4], [5], [6], 0.1)[0] == pytest.approx(
        mean * np.sum(each * 1.1 ** -years[:400]), rel=1e-9
    )
    contracts = {"alpha": 0.668, "beta": 3.806}
    kept = sbg.survival(contracts, years + 3) / sbg.survival(contracts, 3)
    assert sbg.residual_renewals(contracts, 3, 0.1) == pytest.approx(np.sum(kept * 1.1**-years), rel=1e-9)
    np.testing.assert_allclose(
        sbg.retention(contracts, years), sbg.survival(contracts, years) / sbg.survival(contracts, years - 1)
    )


@pytest.mark.parametrize("case", ["nbd", "bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma", "bg_bb", "sbg"])
def test_the_gradient_is_the_slope_of_the_likelihood(case: str) -> None:
    chance = np.random.default_rng(1)
    t = chance.integers(0, 300, 300)
    tx = (chance.random(300) * t).astype(int)
    x = np.minimum(chance.poisson(3, 300), tx)
    rows = history(x, np.where(x == 0, 0, tx), t, chance.integers(1, 9, 300))
    made: dict[str, Callable[[], Any]] = {
        "nbd": lambda: nbd.NBD(rows, rows.scale),
        "bg_nbd": lambda: bg_nbd.BGNBD(rows, rows.scale),
        "mbg_nbd": lambda: bg_nbd.MBGNBD(rows, rows.scale),
        "pareto_nbd": lambda: pareto_nbd.ParetoNBD(rows, rows.scale),
        "gamma_gamma": lambda: gamma_gamma.GammaGamma(
            x[x > 0] * 1.0, chance.gamma(2, 1, sum(x > 0)), np.ones(sum(x > 0))
        ),
        "bg_bb": lambda: bg_bb.BGBB(history([0, 1, 3, 2], [0, 2, 5, 2], [6, 6, 6, 4], [3, 1, 2, 5])),
        "sbg": lambda: sbg.SBG(np.array([0.0, 5, 3, 1]), np.array([0.0, 2, 1, 9])),
    }
    likelihood = made[case]()
    step = 1e-5
    for theta in likelihood.starts():
        slope = [
            (likelihood(theta + axis)[0] - likelihood(theta - axis)[0]) / (2 * step)
            for axis in np.eye(len(theta)) * step
        ]
        np.testing.assert_allclose(likelihood(theta)[1], slope, rtol=1e-6, atol=1e-8)
