"""BG/BB: a customer may buy once at each of a series of occasions, and may leave before each of them.

Fader, Hardie and Shang (2010), Marketing Science 29(6): yearly donations, seasons, conferences.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from scipy.special import betaln, expit, gammaln, hyp2f1, logsumexp, psi

from transforms.method.clv.fit import Fit, failed, settle
from transforms.method.clv.history import Floats, History, Integers, history
from transforms.method.clv.maximum import Edge, maximise

NAME = "bg_bb"
PARAMETERS = ("alpha", "beta", "gamma", "delta")


class BGBB:
    """Coordinates (logit mean, log precision) of the buying and of the leaving probability."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = (
        Edge(0, False, "failed", "nobody buys while alive"),
        Edge(0, True, "homogeneous", "everybody buys at every occasion while alive"),
        Edge(1, False, "polarised", "customers buy always or never"),
        Edge(1, True, "homogeneous", "every customer has the same buying probability"),
        Edge(2, False, "no_dropout", "nobody leaves"),
        Edge(2, True, "homogeneous", "every customer leaves at the first opportunity"),
        Edge(3, False, "polarised", "customers leave at once or never"),
        Edge(3, True, "homogeneous", "every customer has the same dropout probability"),
    )

    def __init__(self, rows: History) -> None:
        self.rows, self.customers, self.information = rows, rows.customers, rows.customers
        self.low = np.array([-14.0, np.log(1e-3), -14.0, np.log(1e-3)])
        self.high = np.array([14.0, np.log(1e4), 14.0, np.log(1e4)])
        self.terms = _terms(rows.x, rows.tx, rows.t)

    def starts(self) -> Sequence[Floats]:
        return [np.array(start) for start in ((0.5, 0.7, -1.5, 1.2), (0.0, 0.0, -3.0, 0.0), (-1.0, 2.0, -1.0, 3.0))]

    def thinned(self, customers: int) -> Self:
        return type(self)(self.rows.thinned(customers))

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        jacobian, values = np.zeros((4, 4)), np.zeros(4)
        for place in (0, 2):
            share, rest, precision = expit(theta[place]), expit(-theta[place]), np.exp(theta[place + 1])
            values[place : place + 2] = share * precision, rest * precision
            jacobian[place, place : place + 2] = share * rest * precision, share * precision
            jacobian[place + 1, place : place + 2] = -share * rest * precision, rest * precision
        return values, jacobian

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        values, jacobian = self.natural(theta)
        alpha, beta, gamma, delta = values
        row, bought, skipped, gone, stayed = self.terms
        logs = _log_terms(values, self.terms)
        weight, size = self.rows.weight, len(self.rows.x)
        whole = np.log(np.bincount(row, np.exp(logs), minlength=size))
        share = np.exp(logs - whole[row]) * weight[row]
        a_b, g_d = psi(alpha + beta + bought + skipped), psi(gamma + delta + gone + stayed)
        n = self.customers
        gradient = np.array(
            [
                share @ (psi(alpha + bought) - a_b) - n * (psi(alpha) - psi(alpha + beta)),
                share @ (psi(beta + skipped) - a_b) - n * (psi(beta) - psi(alpha + beta)),
                share @ (psi(gamma + gone) - g_d) - n * (psi(gamma) - psi(gamma + delta)),
                share @ (psi(delta + stayed) - g_d) - n * (psi(delta) - psi(gamma + delta)),
            ]
        )
        return float(-(weight @ whole) / n), -(gradient @ jacobian) / n


def fit(x: Any, last_occasion: Any, occasions: Any, weight: Any = None) -> Fit:
    """Parameters of customers grouped by purchases, occasion of the last purchase (0 for none) and occasions seen."""
    rows = history(x, last_occasion, occasions, weight)
    if rows.customers == 0:
        return failed(NAME, "occasion", 0.0, "there are no customers")
    if rows.repeat_purchases == 0:
        return failed(NAME, "occasion", rows.customers, "nobody has bought at any occasion")
    likelihood = BGBB(rows)
    return settle(NAME, likelihood, maximise(likelihood), np.ones(4), 0.0, "occasion")


def log_likelihood(parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any) -> Floats:
    """Log likelihood of each row."""
    terms = _terms(*(np.asarray(column, dtype=np.int64) for column in (x, last_occasion, occasions)))
    logs = _log_terms(np.array([parameters[name] for name in PARAMETERS]), terms)
    starts = np.flatnonzero(np.diff(terms[0], prepend=-1))
    ends = np.append(starts[1:], len(logs))
    return np.array([logsumexp(logs[i:j]) for i, j in zip(starts, ends, strict=True)])


def p_alive(parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, ahead: int = 1) -> Floats:
    """Probability that the customer is still there `ahead` occasions from now (1: the next one; 0: the last one)."""
    alpha, beta, gamma, delta = (parameters[name] for name in PARAMETERS)
    count, seen = np.asarray(x, dtype=np.float64), np.asarray(occasions, dtype=np.float64)
    stays = betaln(alpha + count, beta + seen - count) - betaln(alpha, beta)
    stays += betaln(gamma, delta + seen + ahead) - betaln(gamma, delta)
    return np.asarray(np.exp(stays - log_likelihood(parameters, x, last_occasion, occasions)))


def expected_purchases(
    parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, ahead: int
) -> Floats:
    """Expected purchases at the next `ahead` occasions, summed occasion by occasion (no pole at gamma = 1)."""
    return np.asarray(purchases_by_occasion(parameters, x, last_occasion, occasions, ahead).sum(axis=1))


def purchases_by_occasion(
    parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, ahead: int
) -> Floats:
    """Expected purchases at each of the next `ahead` occasions: one row a customer, one column an occasion."""
    alpha, beta, gamma, delta = (parameters[name] for name in PARAMETERS)
    count, seen = np.asarray(x, dtype=np.float64), np.asarray(occasions, dtype=np.float64)
    steps = np.arange(1, ahead + 1)
    later = betaln(gamma, delta + seen[:, None] + steps) - betaln(gamma, delta + seen + 1)[:, None]
    alive = p_alive(parameters, x, last_occasion, occasions)
    return np.asarray((alive * (alpha + count) / (alpha + beta + seen))[:, None] * np.exp(later))


def purchase_interval(
    parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, ahead: int, level: float = 0.95
) -> tuple[Integers, Integers]:
    """Lowest and highest number of purchases at the next `ahead` occasions of each customer, central at `level`."""
    more = 1 - np.cumsum(purchase_chances(parameters, x, last_occasion, occasions, ahead), axis=1)
    tail = (1 - level) / 2
    low, high = ((more > above + 1e-12).sum(axis=1) for above in (1 - tail, tail))
    return low, high


def purchase_chances(parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, ahead: int) -> Floats:
    """Probability of 0, 1 ... `ahead` purchases at the next occasions: one row a customer, one column a number.

    A customer that stays for k of them makes a beta-binomial number of purchases; one that has left makes none.
    """
    alpha, beta, gamma, delta = (parameters[name] for name in PARAMETERS)
    count, seen = (np.asarray(column, dtype=np.float64)[:, None] for column in (x, occasions))
    stays, bought = np.arange(ahead + 1), np.arange(ahead + 1)
    leaves = (stays < ahead).astype(np.float64)
    alive = p_alive(parameters, x, last_occasion, occasions, ahead=0)[:, None]
    share = alive * np.exp(betaln(gamma + leaves, delta + seen + stays) - betaln(gamma, delta + seen))
    chances = np.zeros((len(count), ahead + 1))
    for k in stays:
        made, ways = bought[: k + 1], gammaln(k + 1) - gammaln(bought[: k + 1] + 1) - gammaln(k - bought[: k + 1] + 1)
        of_stay = betaln(alpha + count + made, beta + seen - count + k - made) - betaln(
            alpha + count, beta + seen - count
        )
        chances[:, : k + 1] += share[:, [k]] * np.exp(ways + of_stay)
    chances[:, 0] += 1 - alive[:, 0]
    return chances


def residual_purchases(
    parameters: Mapping[str, float], x: Any, last_occasion: Any, occasions: Any, occasion_rate: float
) -> Floats:
    """Discounted expected purchases for ever (DERT); the j-th occasion from now counts (1 + occasion_rate)^-j."""
    if not occasion_rate > 0:
        raise ValueError("an unlimited horizon needs a positive occasion_rate")
    alpha, beta, gamma, delta = (parameters[name] for name in PARAMETERS)
    count, seen = np.asarray(x, dtype=np.float64), np.asarray(occasions, dtype=np.float64)
    factor = 1 / (1 + occasion_rate)
    lasting = factor * hyp2f1(1.0, delta + seen + 1, gamma + delta + seen + 1, factor)
    alive = p_alive(parameters, x, last_occasion, occasions)
    return np.asarray(alive * (alpha + count) / (alpha + beta + seen) * lasting)


def _terms(x: Any, last: Any, seen: Any) -> tuple[np.ndarray, ...]:
    """One entry a row and a way of it: still there, or gone after `last`, `last + 1` ... occasions."""
    ways = seen - last + 1
    row = np.repeat(np.arange(len(x)), ways)
    step = np.arange(len(row)) - np.repeat(np.cumsum(ways) - ways, ways)
    gone = (step < (seen - last)[row]).astype(np.int64)
    stayed = last[row] + step
    return row, x[row], stayed - x[row], gone, stayed


def _log_terms(values: Floats, terms: tuple[np.ndarray, ...]) -> Floats:
    alpha, beta, gamma, delta = values
    _, bought, skipped, gone, stayed = terms
    logs = betaln(alpha + bought, beta + skipped) - betaln(alpha, beta)
    return np.asarray(logs + betaln(gamma + gone, delta + stayed) - betaln(gamma, delta))
