"""BG/NBD and MBG/NBD: after each purchase a customer leaves with a beta-distributed probability.

Fader, Hardie and Lee (2005), Marketing Science 24(2); modified by Batislam, Denizel and Filiztekin (2007):
there a customer may also leave after the first purchase, so P(alive) < 1 for one-time buyers. MBG/NBD is
the default choice.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self

import numpy as np
from scipy.special import expit, gammaln, log_expit, psi

from transforms.method.clv.beta_mean import mean_over_beta
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, History, distinct, history
from transforms.method.clv.maximum import Edge
from transforms.method.clv.nbd import RATE_EDGES, RATE_HIGH, RATE_LOW, fit_or_fall_back, moments

NAME = "bg_nbd"
MODIFIED_NAME = "mbg_nbd"
PARAMETERS = ("r", "alpha", "a", "b")
DROPOUT_EDGES = (
    Edge(2, False, "no_dropout", "nobody leaves"),
    Edge(2, True, "homogeneous", "every customer leaves at the first opportunity"),
    Edge(3, False, "polarised", "customers leave at once or never"),
    Edge(3, True, "homogeneous", "every customer has the same dropout probability"),
)


class BGNBD:
    """Coordinates (log mean rate, log r, logit mean dropout, log precision): each ridge lies on one axis."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = (*RATE_EDGES, *DROPOUT_EDGES)
    is_modified = False

    def __init__(self, rows: History, scale: float) -> None:
        self.rows, self.scale, self.customers = rows, scale, rows.customers
        self.information = rows.information
        self.low = np.array([*RATE_LOW, -14.0, np.log(1e-3)])
        self.high = np.array([*RATE_HIGH, 14.0, np.log(1e4)])
        # Everything but one exponential a row is computed once a distinct count or day.
        self.x, place_x = distinct(rows.x)
        self.time, place = distinct(np.concatenate([rows.tx, rows.t]))
        place_tx, place_t = place[: len(rows.x)], place[len(rows.x) :]
        self.by_x = np.bincount(place_x, rows.weight)
        self.by_t = np.bincount(place_t, rows.weight, minlength=len(self.time))
        self.bought = np.bincount(place_t, rows.weight * rows.x, minlength=len(self.time))
        # A BG/NBD customer without a repeat purchase cannot have left: only the others need a row of their own.
        own = np.ones(len(rows.x), dtype=bool) if self.is_modified else rows.x > 0
        self.own_x, self.own_tx, self.own_t = place_x[own], place_tx[own], place_t[own]
        self.own_weight = rows.weight[own]

    def starts(self) -> Sequence[Floats]:
        rate, r = moments(self.rows, self.scale)
        return [
            np.array([np.log(2 * rate), np.log(r), -1.0, 1.0]),
            np.array([np.log(rate), np.log(0.5), 0.0, 0.0]),
            np.array([np.log(rate), np.log(2.0), -3.0, 3.0]),
        ]

    def thinned(self, customers: int) -> Self:
        return type(self)(self.rows.thinned(customers), self.scale)

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        r, share, precision = np.exp(theta[1]), expit(theta[2]), np.exp(theta[3])
        rest = expit(-theta[2])
        alpha, a, b = r / np.exp(theta[0]), share * precision, rest * precision
        jacobian = np.zeros((4, 4))
        jacobian[0, 1], jacobian[1, 0], jacobian[1, 1] = r, -alpha, alpha
        jacobian[2, 2:], jacobian[3, 2:] = (a * rest, a), (-b * share, b)
        return np.array([r, alpha, a, b]), jacobian

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        (r, alpha, a, b), jacobian = self.natural(theta)
        x, by_x, n = self.x, self.by_x, self.customers
        time = alpha + self.scale * self.time
        log_time, inverse_time = np.log(time), 1 / time
        survived = b + x + self.is_modified
        last = survived - 1 if self.is_modified else b + np.maximum(x, 1) - 1
        exposure = r * self.by_t + self.bought

        power = (r + x)[self.own_x]
        gap = log_time[self.own_t] - log_time[self.own_tx]
        odds = (np.log(a) - np.log(last))[self.own_x] + power * gap  # log odds of having left
        p_left = self.own_weight * expit(odds)
        left = np.bincount(self.own_x, p_left, minlength=len(x))

        total = by_x @ (gammaln(r + x) - gammaln(r) + gammaln(survived) - gammaln(a + survived))
        total += n * (r * np.log(alpha) + gammaln(a + b) - gammaln(b)) - exposure @ log_time
        total -= self.own_weight @ log_expit(-odds)
        p_left_gap = p_left @ gap
        by_r = by_x @ (psi(r + x) - psi(r)) + n * np.log(alpha) - self.by_t @ log_time + p_left_gap
        by_alpha = n * r / alpha - exposure @ inverse_time
        by_alpha += (p_left * power) @ (inverse_time[self.own_t] - inverse_time[self.own_tx])
        by_a = n * psi(a + b) - by_x @ psi(a + survived) + left.sum() / a
        by_b = n * (psi(a + b) - psi(b)) + by_x @ (psi(survived) - psi(a + survived)) - left @ (1 / last)
        gradient = np.array([by_r, by_alpha, by_a, by_b]) @ jacobian
        return -total / self.information, -gradient / self.information


class MBGNBD(BGNBD):
    is_modified = True


def fit(x: Any, tx_days: Any, t_days: Any, weight: Any = None, *, unit: str = "day", is_modified: bool = True) -> Fit:
    """MBG/NBD (or BG/NBD) parameters r, alpha (in `unit`), a, b of customers grouped by (x, tx_days, t_days)."""
    name, model = (MODIFIED_NAME, MBGNBD) if is_modified else (NAME, BGNBD)
    return fit_or_fall_back(name, history(x, tx_days, t_days, weight), model, np.array([0, 1, 0, 0]), unit)


def log_odds_left(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats, *, is_modified: bool) -> Floats:
    """Log odds that the customer has left; minus infinity where the model gives no chance to leave."""
    r, alpha, a, b = (parameters[name] for name in PARAMETERS)
    last = b + x if is_modified else b + np.maximum(x, 1) - 1
    odds = np.log(a) - np.log(last) + (r + x) * (np.log(alpha + t) - np.log(alpha + tx))
    return np.asarray(odds if is_modified else np.where(x > 0, odds, -np.inf))


def log_likelihood(
    parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats, *, is_modified: bool = True
) -> Floats:
    """Log likelihood of each row in the time unit of the parameters."""
    r, alpha, a, b = (parameters[name] for name in PARAMETERS)
    survived = b + x + is_modified
    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + t)
    value += gammaln(survived) - gammaln(b) + gammaln(a + b) - gammaln(a + survived)
    return np.asarray(value - log_expit(-log_odds_left(parameters, x, tx, t, is_modified=is_modified)))


def p_alive(parameters: Mapping[str, float], x: Floats, tx: Floats, t: Floats, *, is_modified: bool = True) -> Floats:
    """Probability that the customer still buys; one for every BG/NBD customer without a repeat purchase."""
    return np.asarray(expit(-log_odds_left(parameters, x, tx, t, is_modified=is_modified)))


def expected_if_alive(
    parameters: Mapping[str, float], x: Floats, t: Floats, horizon: Floats, *, is_modified: bool = True
) -> Floats:
    """Expected purchases in the next `horizon` of a customer who is alive, times in the unit of the parameters.

    A living customer with dropout probability p buys (1 - (1 + p h / (alpha + t))^-(r + x)) / p times on
    average; the mean over p ~ Beta(a, b + x [+ 1]) equals the published 2F1 and has no pole at a = 1.
    """
    r, alpha, a, b = (parameters[name] for name in PARAMETERS)
    shape, rows = np.broadcast_shapes(x.shape, t.shape, horizon.shape), np.broadcast_arrays(x, t, horizon)
    count, observed, ahead = (row.ravel() for row in rows)
    value = mean_over_beta(a, b + count + is_modified, r + count, ahead / (alpha + observed))
    return value.reshape(shape)


bg_p_alive = partial(p_alive, is_modified=False)
bg_log_likelihood = partial(log_likelihood, is_modified=False)
bg_expected_if_alive = partial(expected_if_alive, is_modified=False)
