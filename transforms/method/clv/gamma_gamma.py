"""Gamma-Gamma: mean spend a purchase varies round a customer's own mean, which is gamma-distributed over customers.

Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value"; log likelihood of the observed mean
spends.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from scipy.special import gammaln, psi

from transforms.method.clv.fit import Fit, failed, settle
from transforms.method.clv.history import Floats, distinct
from transforms.method.clv.maximum import Edge, maximise

NAME = "gamma_gamma"
PARAMETERS = ("p", "q", "v")
NO_MEAN = "q is at most 1: a customer without repeat purchases has no finite expected spend"


class GammaGamma:
    """Coordinates (log p v / q, log p, log q) on spends divided by their mean."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = (
        Edge(0, False, "failed", "the level of spend ran to zero"),
        Edge(0, True, "failed", "the level of spend ran away"),
        Edge(1, False, "polarised", "single purchases spread without limit"),
        Edge(1, True, "homogeneous", "each customer always spends the same"),
        Edge(2, False, "polarised", "customers spread without limit"),
        Edge(2, True, "homogeneous", "every customer has the same mean spend"),
    )

    def __init__(self, x: Floats, spend: Floats, weight: Floats) -> None:
        self.count, self.weight = x, weight
        self.customers = self.information = float(weight.sum())
        self.low, self.high = np.log([1e-4, 1e-3, 1e-2]), np.log([1e4, 1e4, 1e4])
        self.x, place = distinct(x.astype(np.int64))
        self.by_x = np.bincount(place, weight)
        self.total = x * spend
        self.weighted_x = weight * x
        log_total = np.log(self.total)
        self.x_log = float(self.weighted_x @ log_total)
        self.log = float(weight @ log_total - self.by_x @ np.log(self.x))

    def starts(self) -> Sequence[Floats]:
        return [np.log(start) for start in ((0.8, 5.0, 4.0), (0.5, 1.0, 2.0), (1.0, 30.0, 30.0))]

    def thinned(self, customers: int) -> Self:
        if len(self.count) <= customers:
            return self
        edges = np.cumsum(self.weight)
        drawn = np.searchsorted(edges, (np.arange(customers) + 0.5) / customers * edges[-1])
        weight, count = np.full(customers, edges[-1] / customers), self.count[drawn]
        return type(self)(count, self.total[drawn] / count, weight)

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        p, q = np.exp(theta[1:])
        v = float(np.exp(theta[0])) * q / p
        return np.array([p, q, v]), np.array([[0.0, p, 0.0], [0.0, 0.0, q], [v, -v, v]])

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        (p, q, v), jacobian = self.natural(theta)
        px, n = p * self.x, self.customers
        reach = self.total + v
        log_reach, inverse = np.log(reach), np.divide(1, reach, out=reach)
        x_reach, one_reach = self.weighted_x @ log_reach, self.weight @ log_reach
        total = self.by_x @ (gammaln(px + q) - gammaln(px)) + n * (q * np.log(v) - gammaln(q))
        total += p * self.x_log - self.log - p * x_reach - q * one_reach
        by_p = self.by_x @ (self.x * (psi(px + q) - psi(px))) + self.x_log - x_reach
        by_q = self.by_x @ psi(px + q) - n * psi(q) + n * np.log(v) - one_reach
        by_v = n * q / v - p * (self.weighted_x @ inverse) - q * (self.weight @ inverse)
        return -total / n, -(np.array([by_p, by_q, by_v]) @ jacobian) / n


def fit(x: Any, mean_spend: Any, weight: Any = None, *, unit: str = "currency") -> Fit:
    """p, q and v (in the currency of `mean_spend`) of customers with x >= 1 repeat purchases of mean_spend > 0 each.

    Other rows tell nothing about spend and are left out; `customers` counts the rows used. Money may be
    given as floats only here: the model needs logarithms.
    """
    count, spend = np.asarray(x, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
    w = np.ones(len(count)) if weight is None else np.asarray(weight, dtype=np.float64)
    used = (count > 0) & (spend > 0) & np.isfinite(spend) & (w > 0)
    if not used.all():
        count, spend, w = count[used], spend[used], w[used]
    customers = float(w.sum())
    if customers == 0:
        return failed(NAME, unit, 0.0, "no customer has a repeat purchase with a positive spend")
    level = float(w @ spend) / customers
    likelihood = GammaGamma(count, spend / level, w)
    offset = -customers * float(np.log(level))
    result = settle(NAME, likelihood, maximise(likelihood), np.array([1.0, 1.0, level]), offset, unit)
    if result.is_usable and result.parameters["q"] <= 1:
        return result.because(NO_MEAN)
    return result


def expected_spend(parameters: Mapping[str, float], x: Floats, mean_spend: Floats) -> Floats:
    """Expected spend of a customer's next purchase; NaN where the distribution has no mean.

    A customer without a repeat purchase of positive spend gets the mean over all customers, which exists
    for q > 1 only; the others need p x + q > 1.
    """
    p, q, v = (parameters[name] for name in PARAMETERS)
    known = (x > 0) & (mean_spend > 0) & np.isfinite(mean_spend)
    count = np.where(known, x, 0.0)
    total = count * np.where(known, mean_spend, 0.0)
    room = p * count + q - 1
    return np.where(room > 0, p * (v + total) / np.where(room > 0, room, 1.0), np.nan)
