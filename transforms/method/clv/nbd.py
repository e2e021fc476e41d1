"""NBD: customers buy at gamma-distributed Poisson rates and never leave; the fall-back of the dropout models.

Ehrenberg (1959); likelihood of the individual purchase times, so that it compares with BG/NBD and Pareto/NBD.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
from scipy.special import gammaln, psi

from transforms.method.clv.fit import Fit, failed, settle
from transforms.method.clv.history import Floats, History, history, unit_days
from transforms.method.clv.maximum import Edge, Likelihood, maximise

NAME = "nbd"
PARAMETERS = ("r", "alpha")
RATE_EDGES = (
    Edge(0, False, "failed", "the purchase rate ran to zero"),
    Edge(0, True, "failed", "the purchase rate ran away"),
    Edge(1, False, "polarised", "customers either buy all the time or never"),
    Edge(1, True, "homogeneous", "every customer buys at the same rate"),
)
RATE_LOW, RATE_HIGH = np.array([-25.0, np.log(1e-4)]), np.array([25.0, np.log(1e4)])
AKAIKE_GAIN = 2.0  # log likelihood that two further parameters must earn (Akaike's criterion)


class NBD:
    """Coordinates (log mean rate, log r): a homogeneous cohort is a ridge along the second axis alone."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = RATE_EDGES

    def __init__(self, rows: History, scale: float) -> None:
        self.rows, self.scale, self.customers = rows, scale, rows.customers
        self.information = rows.information
        self.low, self.high = RATE_LOW, RATE_HIGH
        by_x, by_t = np.bincount(rows.x, rows.weight), np.bincount(rows.t, rows.weight)
        bought = np.bincount(rows.t, rows.weight * rows.x)
        self.x, self.t = np.flatnonzero(by_x), np.flatnonzero(by_t)
        self.by_x, self.by_t, self.bought = by_x[self.x], by_t[self.t], bought[self.t]

    def starts(self) -> Sequence[Floats]:
        rate, r = moments(self.rows, self.scale)
        return [np.log([rate, shape]) for shape in (r, 0.3, 5.0)]

    def thinned(self, customers: int) -> Self:
        return type(self)(self.rows.thinned(customers), self.scale)

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        r = np.exp(theta[1])
        alpha = r / np.exp(theta[0])
        return np.array([r, alpha]), np.array([[0.0, r], [-alpha, alpha]])

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        (r, alpha), jacobian = self.natural(theta)
        time = alpha + self.scale * self.t
        exposure = r * self.by_t + self.bought
        log_time = np.log(time)
        total = self.by_x @ (gammaln(r + self.x) - gammaln(r)) + self.customers * r * np.log(alpha)
        total -= exposure @ log_time
        by_r = self.by_x @ (psi(r + self.x) - psi(r)) + self.customers * np.log(alpha) - self.by_t @ log_time
        by_alpha = self.customers * r / alpha - exposure @ (1 / time)
        return -total / self.information, -(np.array([by_r, by_alpha]) @ jacobian) / self.information


def fit(x: Any, tx_days: Any, t_days: Any, weight: Any = None, *, unit: str = "day") -> Fit:
    """NBD parameters r and alpha (in `unit`) of customers grouped by (x, tx_days, t_days)."""
    return fit_history(NAME, history(x, tx_days, t_days, weight), NBD, np.array([0, 1]), unit)


def fit_history(
    requested: str, rows: History, model: Callable[[History, float], Likelihood], time_powers: Any, unit: str
) -> Fit:
    """A fit of any model on purchase times; `time_powers` says which parameters are times."""
    if rows.customers == 0:
        return failed(requested, unit, 0.0, "there are no customers")
    if rows.repeat_purchases == 0:
        return failed(requested, unit, rows.customers, "nobody has bought twice: no rate can be estimated")
    units = rows.scale * unit_days(unit)
    likelihood = model(rows, rows.scale)
    offset = rows.repeat_purchases * float(np.log(units))
    return settle(requested, likelihood, maximise(likelihood), units ** -np.asarray(time_powers, float), offset, unit)


def fit_or_fall_back(
    requested: str, rows: History, model: Callable[[History, float], Likelihood], time_powers: Any, unit: str
) -> Fit:
    """A fit with dropout if dropout earns its two parameters, else the NBD with verdict no_dropout."""
    plain = fit_history(NAME, rows, NBD, np.array([0, 1]), unit)
    if not plain.is_usable:
        return failed(requested, unit, plain.customers, plain.reason)
    full = fit_history(requested, rows, model, time_powers, unit)
    gain = full.log_likelihood - plain.log_likelihood
    if not gain >= AKAIKE_GAIN:
        why = f"dropout adds {max(gain, 0.0):.2f} to the log likelihood and would have to add {AKAIKE_GAIN:g}"
        evaluations = plain.evaluations + full.evaluations
        return replace(plain, requested=requested, verdict="no_dropout", reason=why, evaluations=evaluations).because(
            "" if plain.verdict == "interior" else plain.reason
        )
    return full


def moments(rows: History, scale: float) -> tuple[float, float]:
    """Mean purchase rate and gamma shape that match the mean and the spread of the counts; shape kept in .05-50."""
    t = rows.t * scale
    rate = float(rows.weight @ rows.x / (rows.weight @ t))
    spread = float(rows.weight @ ((rows.x - rate * t) ** 2 - rate * t))
    shape = rate**2 * float(rows.weight @ t**2) / spread if spread > 0 else 50.0
    return rate, float(np.clip(shape, 0.05, 50.0))


def log_likelihood(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats) -> Floats:
    """Log likelihood of each row in the time unit of the parameters."""
    r, alpha = (parameters[name] for name in PARAMETERS)
    return np.asarray(gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + t))


def p_alive(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats) -> Floats:
    """One: nobody leaves."""
    return np.ones(np.broadcast_shapes(x.shape, tx.shape, t.shape))


def expected_if_alive(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: Floats) -> Floats:
    """Expected purchases in the next `horizon`, times in the unit of the parameters."""
    r, alpha = (parameters[name] for name in PARAMETERS)
    return np.asarray((r + x) / (alpha + t) * horizon)
