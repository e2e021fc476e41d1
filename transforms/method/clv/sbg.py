"""sBG: contracts renewed or not at the end of each period, with a beta-distributed probability of loss.

Fader and Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from scipy.special import betaln, expit, hyp2f1, psi

from transforms.method.clv.fit import Fit, failed, settle
from transforms.method.clv.history import Floats
from transforms.method.clv.maximum import Edge, maximise

NAME = "sbg"
PARAMETERS = ("alpha", "beta")


class SBG:
    """Coordinates (logit mean loss, log precision) on counts of contracts by periods and by outcome."""

    names: Sequence[str] = PARAMETERS
    edges: Sequence[Edge] = (
        Edge(0, False, "no_dropout", "nobody leaves"),
        Edge(0, True, "homogeneous", "everybody leaves at the first renewal"),
        Edge(1, False, "polarised", "customers leave at once or never"),
        Edge(1, True, "homogeneous", "every contract has the same probability of loss"),
    )

    def __init__(self, lost: Floats, kept: Floats) -> None:
        self.lost, self.kept = lost, kept  # by number of renewals faced, from 0 on
        self.customers = self.information = float(lost.sum() + kept.sum())
        self.low, self.high = np.array([-14.0, np.log(1e-3)]), np.array([14.0, np.log(1e4)])

    def starts(self) -> Sequence[Floats]:
        faced = float((self.lost + self.kept) @ np.arange(len(self.lost)))
        loss = np.clip(self.lost.sum() / faced, 1e-4, 1 - 1e-4)
        return [np.array([np.log(loss / (1 - loss)), precision]) for precision in (1.0, -1.0, 4.0)]

    def thinned(self, customers: int) -> Self:
        return self  # already a handful of counts

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        share, rest, precision = expit(theta[0]), expit(-theta[0]), np.exp(theta[1])
        alpha, beta = share * precision, rest * precision
        return np.array([alpha, beta]), np.array([[alpha * rest, alpha], [-beta * share, beta]])

    def __call__(self, theta: Floats) -> tuple[float, Floats]:
        (alpha, beta), jacobian = self.natural(theta)
        faced, n = np.arange(len(self.lost)), self.customers
        stayed = np.maximum(faced - 1, 0)
        total = self.lost @ betaln(alpha + 1, beta + stayed) + self.kept @ betaln(alpha, beta + faced)
        total -= n * betaln(alpha, beta)
        both_lost, both_kept = psi(alpha + beta + 1 + stayed), psi(alpha + beta + faced)
        common = psi(alpha + beta)
        by_alpha = self.lost @ (psi(alpha + 1) - both_lost) + self.kept @ (psi(alpha) - both_kept)
        by_beta = self.lost @ (psi(beta + stayed) - both_lost) + self.kept @ (psi(beta + faced) - both_kept)
        gradient = np.array([by_alpha - n * (psi(alpha) - common), by_beta - n * (psi(beta) - common)])
        return float(-total / n), -(gradient @ jacobian) / n


def fit(renewals: Any, is_lost: Any, weight: Any = None) -> Fit:
    """alpha and beta of contracts by renewals faced; the last renewal of a lost contract is the one it did not take."""
    faced, lost = np.asarray(renewals, dtype=np.int64), np.asarray(is_lost, dtype=bool)
    w = np.ones(len(faced)) if weight is None else np.asarray(weight, dtype=np.float64)
    if not len(faced) == len(lost) == len(w):
        raise ValueError("renewals, is_lost and weight must have the same length")
    if np.any(faced < 0) or np.any(lost & (faced == 0)) or not np.all(np.isfinite(w) & (w >= 0)):
        raise ValueError("renewals and weight must not be negative, and a lost contract has faced a renewal")
    used = (faced > 0) & (w > 0)
    faced, lost, w = faced[used], lost[used], w[used]
    if len(faced) == 0:
        return failed(NAME, "period", 0.0, "no contract has faced a renewal")
    size = int(faced.max()) + 1
    likelihood = SBG(*(np.bincount(faced[is_], w[is_], minlength=size).astype(np.float64) for is_ in (lost, ~lost)))
    if likelihood.lost.sum() == 0:
        return failed(NAME, "period", likelihood.customers, "nobody has left yet: no loss can be estimated")
    return settle(NAME, likelihood, maximise(likelihood), np.ones(2), 0.0, "period")


def survival(parameters: Mapping[str, float], renewals: Any) -> Floats:
    """Share of contracts still held after that many renewals."""
    alpha, beta = (parameters[name] for name in PARAMETERS)
    return np.asarray(np.exp(betaln(alpha, beta + np.asarray(renewals, np.float64)) - betaln(alpha, beta)))


def retention(parameters: Mapping[str, float], renewals: Any) -> Floats:
    """Probability that a contract held before renewal number `renewals` is renewed; it rises as the weak leave."""
    alpha, beta = (parameters[name] for name in PARAMETERS)
    faced = np.asarray(renewals, np.float64)
    return np.asarray((beta + faced - 1) / (alpha + beta + faced - 1))


def residual_renewals(parameters: Mapping[str, float], renewals: Any, period_rate: float) -> Floats:
    """Discounted expected renewals to come of a contract held after `renewals`; the j-th counts (1 + rate)^-j.

    Fader and Hardie (2010), Marketing Science 29(1), whose DERL counts the renewal at hand undiscounted:
    multiply by (1 + rate) to compare.
    """
    if not period_rate > 0:
        raise ValueError("an unlimited horizon needs a positive period_rate")
    alpha, beta = (parameters[name] for name in PARAMETERS)
    stayed, factor = beta + np.asarray(renewals, np.float64), 1 / (1 + period_rate)
    return np.asarray(factor * stayed / (alpha + stayed) * hyp2f1(1.0, stayed + 1, alpha + stayed + 1, factor))
