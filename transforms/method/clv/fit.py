"""A fit: published parameters with their errors, and a verdict that says how far they may be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from transforms.method.clv.history import Floats
from transforms.method.clv.maximum import TO_GAIN, Likelihood, Optimum

# interior: a proper maximum. no_dropout: leaving customers do not earn their parameters; NBD stands in.
# homogeneous / polarised: customers are all alike / of two opposite kinds, so a parameter stopped at its bound.
# failed: nothing to score with.
VERDICTS = ("interior", "no_dropout", "homogeneous", "polarised", "failed")
SEVERITY = {
    verdict: rank for rank, verdict in enumerate(("interior", "polarised", "homogeneous", "no_dropout", "failed"))
}
FLAT = 1e-3  # information below which a coordinate has a standard error above 30 on its log scale


@dataclass(frozen=True, slots=True)
class Fit:
    """One fit of one model: published parameters in the unit asked for, and how far to trust them.

    `model` is the model the parameters belong to, `requested` the one asked for; they differ when the
    verdict is no_dropout. `log_likelihood` follows the model's paper. A standard error is NaN where a
    parameter stopped at a bound. `customers` is the weight that fed the fit.
    """

    model: str
    requested: str
    parameters: Mapping[str, float]
    standard_errors: Mapping[str, float]
    log_likelihood: float
    unit: str
    verdict: str
    reason: str
    customers: float
    evaluations: int

    @property
    def is_usable(self) -> bool:
        return self.verdict != "failed"

    def because(self, reason: str) -> "Fit":
        """The same fit with a further reason."""
        return replace(self, reason="; ".join(part for part in (self.reason, reason) if part))


def settle(requested: str, likelihood: Likelihood, optimum: Optimum, factors: Floats, offset: float, unit: str) -> Fit:
    """The published fit of an optimum; `factors` carry parameters to the unit, `offset` the log likelihood."""
    parameters, jacobian = likelihood.natural(optimum.theta)
    free = ~(optimum.at_low | optimum.at_high)
    verdict, reason = _verdict(likelihood, optimum, free)
    errors = np.full(len(parameters), np.nan)
    if verdict != "failed" and free.any():
        curvature, axes = np.linalg.eigh(optimum.hessian[np.ix_(free, free)] * likelihood.information)
        if curvature[0] > 0:
            spread = jacobian[:, free] @ axes / np.sqrt(curvature)
            is_bound = np.any(jacobian[:, ~free] != 0, axis=1)
            errors = np.where(is_bound, np.nan, np.sqrt((spread**2).sum(axis=1)))
    return Fit(
        model=requested,
        requested=requested,
        parameters=dict(zip(likelihood.names, (parameters * factors).tolist(), strict=True)),
        standard_errors=dict(zip(likelihood.names, (errors * factors).tolist(), strict=True)),
        log_likelihood=float(-optimum.value * likelihood.information + offset),
        unit=unit,
        verdict=verdict,
        reason=reason,
        customers=likelihood.customers,
        evaluations=optimum.evaluations,
    )


def failed(requested: str, unit: str, customers: float, reason: str) -> Fit:
    """A fit that never was: no parameters, and the reason."""
    return Fit(requested, requested, {}, {}, float("nan"), unit, "failed", reason, customers, 0)


def _verdict(likelihood: Likelihood, optimum: Optimum, free: np.ndarray) -> tuple[str, str]:
    ends = (optimum.at_low, optimum.at_high)
    hit = [edge for edge in likelihood.edges if ends[edge.is_high][edge.index]]
    if not optimum.has_converged:
        return "failed", "the search for a maximum did not settle"
    verdict = max((edge.verdict for edge in hit), key=SEVERITY.__getitem__, default="interior")
    reason = "; ".join(edge.reason for edge in hit) or "a maximum inside all bounds"
    if verdict == "interior":
        curvature, axes = np.linalg.eigh(optimum.hessian)
        if curvature[0] < 0 and _rises(likelihood, optimum, axes[:, 0]):
            return "failed", "the search ended where the likelihood still rises"
        if curvature[0] * likelihood.information < FLAT:
            reason = "a maximum inside all bounds, so flat that the data hardly tell the parameters apart"
    return verdict, reason


def _rises(likelihood: Likelihood, optimum: Optimum, axis: Floats) -> bool:
    """Whether a step along the axis gains anything: on a ridge a curvature below zero may be rounding alone."""
    trials = (np.clip(optimum.theta + side * axis, likelihood.low, likelihood.high) for side in (-1, 1))
    best = min(likelihood(trial)[0] for trial in trials)
    return bool((optimum.value - best) * likelihood.information > TO_GAIN)
