"""Pareto/NBD: a customer may leave at any moment, at a gamma-distributed rate.

Schmittlein, Morrison and Colombo (1987); likelihood in the convention of Fader and Hardie (2005).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from scipy.special import expit, gammaln, psi, roots_legendre

from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, History, distinct, history
from transforms.method.clv.maximum import Edge
from transforms.method.clv.nbd import RATE_EDGES, RATE_HIGH, RATE_LOW, fit_or_fall_back, moments

NAME = "pareto_nbd"
PARAMETERS = ("r", "alpha", "s", "beta")
NOTHING_LEFT = 42.0  # where the integrand has fallen by exp(-42), what follows is below the last digit
CUTTING_STEPS = 8
NODES, WEIGHTS = roots_legendre(24)  # 16 leave 1e-9, 24 leave 1e-13


class ParetoNBD:
    """Coordinates (log mean rate, log r, log mean dropout rate, log s): each ridge lies on one axis."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = (
        *RATE_EDGES,
        Edge(2, False, "no_dropout", "nobody leaves"),
        Edge(2, True, "homogeneous", "every customer leaves at once"),
        Edge(3, False, "polarised", "customers leave at once or never"),
        Edge(3, True, "homogeneous", "every customer has the same dropout rate"),
    )

    def __init__(self, rows: History, scale: float) -> None:
        self.rows, self.scale, self.customers = rows, scale, rows.customers
        self.information = rows.information
        self.low = np.array([*RATE_LOW, -14.0, np.log(1e-3)])
        self.high = np.array([*RATE_HIGH, 14.0, np.log(1e4)])
        self.x, place = distinct(rows.x)
        self.by_x = np.bincount(place, rows.weight)

    def starts(self) -> Sequence[Floats]:
        rate, r = moments(self.rows, self.scale)
        return [
            np.log([2 * rate, r, 0.1, 1.0]),
            np.log([rate, 0.5, 0.05, 0.3]),
            np.log([rate, 2.0, 0.02, 5.0]),
        ]

    def thinned(self, customers: int) -> Self:
        return type(self)(self.rows.thinned(customers), self.scale)

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        r, s = np.exp(theta[1]), np.exp(theta[3])
        alpha, beta = r / np.exp(theta[0]), s / np.exp(theta[2])
        jacobian = np.zeros((4, 4))
        jacobian[0, 1], jacobian[1, 0], jacobian[1, 1] = r, -alpha, alpha
        jacobian[2, 3], jacobian[3, 2], jacobian[3, 3] = s, -beta, beta
        return np.array([r, alpha, s, beta]), jacobian

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        (r, alpha, s, beta), jacobian = self.natural(theta)
        rows, n, x = self.rows, self.customers, self.x
        tx, t = (np.asarray(days * self.scale, np.float64) for days in (rows.tx, rows.t))
        power = np.asarray(r + rows.x, np.float64)
        log_left, by_left = _log_left(power, alpha, s, beta, tx, t)
        log_stay = -power * np.log(alpha + t) - s * np.log(beta + t)
        log_any = np.logaddexp(log_left, log_stay)
        stay, left = rows.weight * np.exp(log_stay - log_any), rows.weight * np.exp(log_left - log_any)
        total = self.by_x @ (gammaln(r + x) - gammaln(r)) + n * (r * np.log(alpha) + s * np.log(beta))
        total += rows.weight @ log_any
        by_stay = (-np.log(alpha + t), -power / (alpha + t), -np.log(beta + t), -s / (beta + t))
        both = [left @ gone + stay @ here for gone, here in zip(by_left, by_stay, strict=True)]
        both[0] += self.by_x @ (psi(r + x) - psi(r)) + n * np.log(alpha)
        both[1] += n * r / alpha
        both[2] += n * np.log(beta)
        both[3] += n * s / beta
        return -total / self.information, -(np.array(both) @ jacobian) / self.information


def _log_left(
    power: Floats, alpha: float, s: float, beta: float, tx: Floats, t: Floats
) -> tuple[Floats, tuple[Floats, ...]]:
    """log of s x integral over y from tx to t of (alpha + y)^-power (beta + y)^-(s + 1), and its gradient.

    In z = log((m + y) / (m + tx)), m the smaller of alpha and beta, both singularities are at least pi away and the
    integrand is log-concave: Gauss-Legendre needs few nodes once the range is cut where nothing is left. Newton steps
    on a concave function never cut too early.
    """
    from_alpha, from_beta = alpha + tx, beta + tx
    mean = min(alpha, beta) + tx
    end = np.log1p((t - tx) / mean)
    for _ in range(CUTTING_STEPS):
        y = mean * np.expm1(end)
        over = NOTHING_LEFT + end - power * np.log1p(y / from_alpha) - (s + 1) * np.log1p(y / from_beta)
        slope = 1 - (mean + y) * (power / (from_alpha + y) + (s + 1) / (from_beta + y))
        end = np.where(over < 0, end - over / np.where(over < 0, slope, 1.0), end)
    half = end / 2
    sums = [np.zeros(len(tx)) for _ in range(5)]
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        z = half * (node + 1)
        y = mean * np.expm1(z)
        log_a, log_b = np.log1p(y / from_alpha), np.log1p(y / from_beta)
        value = weight * np.exp(z - power * log_a - (s + 1) * log_b)
        for place, factor in enumerate((1.0, log_a, 1 / (from_alpha + y), log_b, 1 / (from_beta + y))):
            sums[place] += value * factor
    whole, in_log_a, in_a, in_log_b, in_b = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        log_left = np.log(s) - power * np.log(from_alpha) - (s + 1) * np.log(from_beta)
        log_left += np.log(mean * half * whole)
        gradient = (
            -np.log(from_alpha) - in_log_a / whole,
            -power * in_a / whole,
            1 / s - np.log(from_beta) - in_log_b / whole,
            -(s + 1) * in_b / whole,
        )
    return log_left, gradient


def fit(x: Any, tx_days: Any, t_days: Any, weight: Any = None, *, unit: str = "day") -> Fit:
    """Pareto/NBD parameters r, alpha, s, beta (alpha and beta in `unit`) of customers grouped by their statistics."""
    return fit_or_fall_back(NAME, history(x, tx_days, t_days, weight), ParetoNBD, np.array([0, 1, 0, 1]), unit)


def log_likelihood(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats) -> Floats:
    """Log likelihood of each row in the time unit of the parameters."""
    r, alpha, s, beta = (parameters[name] for name in PARAMETERS)
    log_left, log_stay = _parts(parameters, x, tx, t)
    head = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return np.asarray(head + np.logaddexp(log_left, log_stay))


def p_alive(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats) -> Floats:
    """Probability that the customer still buys."""
    log_left, log_stay = _parts(parameters, x, tx, t)
    return np.asarray(expit(log_stay - log_left))


def expected_if_alive(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: Floats) -> Floats:
    """Expected purchases in the next `horizon` of a customer who is alive, times in the unit of the parameters."""
    r, alpha, s, beta = (parameters[name] for name in PARAMETERS)
    depth = np.log1p(horizon / (beta + t))
    lasting = depth if s == 1 else -np.expm1((1 - s) * depth) / (s - 1)
    return np.asarray((r + x) * (beta + t) / (alpha + t) * lasting)


def _parts(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats) -> tuple[Floats, Floats]:
    r, alpha, s, beta = (parameters[name] for name in PARAMETERS)
    log_left, _ = _log_left(r + x, alpha, s, beta, tx, t)
    return log_left, -(r + x) * np.log(alpha + t) - s * np.log(beta + t)
