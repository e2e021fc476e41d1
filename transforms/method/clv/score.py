"""What a fitted model says about customers: who is alive, how often they will buy, what they will spend.

Times go in as days whatever the unit of the fit. P(alive) needs (x, tx, t); forecasts of a living customer
need (x, t) only, so they are computed once a distinct pair and multiplied by P(alive).

Discounting: a purchase after d days counts (1 + annual rate)^-(d / 365.25), from today on and without steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.special import roots_legendre

from transforms.method.clv import bg_nbd, gamma_gamma, nbd, pareto_nbd
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, unit_days

DAYS_A_YEAR = 365.25
DISCOUNTED_AWAY = 45.0  # exp(-45) of a purchase is nothing: the end of an unlimited horizon
SHORT, FAR = roots_legendre(12), roots_legendre(32)  # up to ten years, and for ever: both leave less than 1e-9


@dataclass(frozen=True, slots=True)
class Model:
    """What scoring needs of a model of purchase times."""

    p_alive: Callable[[Mapping[str, float], Floats, Floats, Floats], Floats]
    expected_if_alive: Callable[[Mapping[str, float], Floats, Floats, Floats], Floats]


MODELS = {
    nbd.NAME: Model(nbd.p_alive, nbd.expected_if_alive),
    bg_nbd.NAME: Model(bg_nbd.bg_p_alive, bg_nbd.bg_expected_if_alive),
    bg_nbd.MODIFIED_NAME: Model(bg_nbd.p_alive, bg_nbd.expected_if_alive),
    pareto_nbd.NAME: Model(pareto_nbd.p_alive, pareto_nbd.expected_if_alive),
}


def p_alive(fit: Fit, x: Any, tx_days: Any, t_days: Any) -> Floats:
    """Probability that each customer still buys."""
    model, unit = _usable(fit)
    return model.p_alive(fit.parameters, _floats(x), _floats(tx_days) / unit, _floats(t_days) / unit)


def expected_if_alive(fit: Fit, x: Any, t_days: Any, horizon_days: float) -> Floats:
    """Expected purchases in the next `horizon_days` of each customer if still alive; one value a distinct (x, t)."""
    model, unit = _usable(fit)
    if not horizon_days >= 0 or not np.isfinite(horizon_days):
        raise ValueError("horizon_days must be finite and not negative")
    count, observed, place = _distinct(_floats(x), _floats(t_days) / unit)
    horizon = np.full(len(count), horizon_days / unit)
    expected = model.expected_if_alive(fit.parameters, count, observed, horizon)
    return np.asarray(expected[place])


def expected_purchases(fit: Fit, x: Any, tx_days: Any, t_days: Any, horizon_days: float) -> Floats:
    """Expected purchases of each customer in the next `horizon_days`."""
    return p_alive(fit, x, tx_days, t_days) * expected_if_alive(fit, x, t_days, horizon_days)


def residual_if_alive(fit: Fit, x: Any, t_days: Any, annual_rate: float, horizon_days: float = np.inf) -> Floats:
    """Discounted expected purchases of each customer if still alive, over `horizon_days` or for ever.

    The unlimited sum is the DERT of Fader, Hardie and Lee (2005), here for every model: by parts it is rate
    x integral of exp(-rate t) x expected purchases by t, smooth in log time. Raises ValueError for an
    unlimited horizon without discount, which has no finite value under some models.
    """
    model, unit = _usable(fit)
    if not annual_rate >= 0:
        raise ValueError("annual_rate must not be negative")
    if annual_rate == 0 and not np.isfinite(horizon_days):
        raise ValueError("an unlimited horizon needs a positive annual_rate")
    force = np.log1p(annual_rate) / DAYS_A_YEAR * unit
    end = horizon_days / unit if force == 0 else min(horizon_days / unit, DISCOUNTED_AWAY / force)
    count, observed, place = _distinct(_floats(x), _floats(t_days) / unit)
    last = model.expected_if_alive(fit.parameters, count, observed, np.full(len(count), end))
    if force == 0:
        return np.asarray(last[place])
    start = (observed + fit.parameters["alpha"])[:, None]
    span = np.log1p(end / start) / 2
    nodes, weights = SHORT if force * end <= 1 else FAR
    depth = span * (nodes + 1)
    ahead = start * np.expm1(depth)
    grid_x, grid_t = np.broadcast_to(count[:, None], ahead.shape), np.broadcast_to(observed[:, None], ahead.shape)
    expected = model.expected_if_alive(fit.parameters, grid_x, grid_t, ahead)
    inner = ((expected * np.exp(depth - force * ahead)) @ weights) * (start * span)[:, 0]
    return np.asarray((np.exp(-force * end) * last + force * inner)[place])


def residual_purchases(
    fit: Fit, x: Any, tx_days: Any, t_days: Any, annual_rate: float, horizon_days: float = np.inf
) -> Floats:
    """Discounted expected purchases of each customer, over `horizon_days` or for ever."""
    alive = p_alive(fit, x, tx_days, t_days)
    return alive * residual_if_alive(fit, x, t_days, annual_rate, horizon_days)


def expected_spend(fit: Fit, x: Any, mean_spend: Any) -> Floats:
    """Expected spend of each customer's next purchase; NaN where the fit gives no finite mean (q at most 1)."""
    if fit.model != gamma_gamma.NAME or not fit.is_usable:
        raise ValueError(f"no spend can be expected from a {fit.verdict} fit of {fit.model}: {fit.reason}")
    return gamma_gamma.expected_spend(fit.parameters, _floats(x), _floats(mean_spend))


def year_from(today: date) -> float:
    """Days of the twelve calendar months that follow."""
    return float((date(today.year + 1, today.month, min(today.day, 28)) - today.replace(day=min(today.day, 28))).days)


def _usable(fit: Fit) -> tuple[Model, float]:
    if fit.model not in MODELS or not fit.is_usable:
        raise ValueError(f"customers cannot be scored with a {fit.verdict} fit of {fit.model}: {fit.reason}")
    return MODELS[fit.model], unit_days(fit.unit)


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _distinct(x: Floats, t: Floats) -> tuple[Floats, Floats, np.ndarray]:
    pairs, place = np.unique(x + 1j * t, return_inverse=True)
    return pairs.real, pairs.imag, place.ravel()
