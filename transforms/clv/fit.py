"""Maximum likelihood on weighted statistics, and a verdict that says how far the result may be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from scipy.optimize import minimize

from transforms.clv.history import Floats

# interior: a proper maximum. no_dropout: leaving customers do not earn their parameters; NBD stands in.
# homogeneous / polarised: customers are all alike / of two opposite kinds, so a parameter stopped at its bound.
# failed: nothing to score with.
VERDICTS = ("interior", "no_dropout", "homogeneous", "polarised", "failed")
SEVERITY = {
    verdict: rank for rank, verdict in enumerate(("interior", "polarised", "homogeneous", "no_dropout", "failed"))
}
THIN_CUSTOMERS = 5_000  # starts are compared on this many customers; only the best goes on to all rows
HESSIAN_STEP = 1e-4  # central differences of an exact gradient: error about 1e-8 of the curvature
MOST_STEPS, LONGEST_STEP = 60, 2.0
TO_GAIN = 1e-4  # a search has settled when no more log likelihood than this is in reach
STEP_TOLERANCE = 1e-7  # Newton roughly squares it, so the last step lands near 1e-13
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


@dataclass(frozen=True, slots=True)
class Edge:
    """What it means when coordinate `index` ends at its low or high bound."""

    index: int
    is_high: bool
    verdict: str
    reason: str


class Likelihood(Protocol):
    """Negative log likelihood / `information` over coordinates kept in a box, with its exact gradient."""

    names: Sequence[str]
    edges: Sequence[Edge]
    low: Floats
    high: Floats
    customers: float
    information: float

    def __call__(self, theta: Floats) -> tuple[float, Floats]: ...

    def starts(self) -> Sequence[Floats]: ...

    def natural(self, theta: Floats) -> tuple[Floats, Floats]:
        """Published parameters and their Jacobian by the coordinates."""
        ...

    def thinned(self, customers: int) -> Self: ...


@dataclass(frozen=True, slots=True)
class Optimum:
    theta: Floats
    value: float
    hessian: Floats
    at_low: np.ndarray
    at_high: np.ndarray
    has_converged: bool
    evaluations: int


def maximise(likelihood: Likelihood) -> Optimum:
    """The best of three bounded quasi-Newton runs on a thinned sample, polished by Newton steps on every row."""
    small = likelihood.thinned(THIN_CUSTOMERS)
    bounds = list(zip(likelihood.low, likelihood.high, strict=True))
    runs = [minimize(small, s, jac=True, method="L-BFGS-B", bounds=bounds) for s in likelihood.starts()]
    best = min(runs, key=lambda run: float(run.fun) if np.isfinite(run.fun) else np.inf)
    theta = np.clip(best.x, likelihood.low, likelihood.high)
    return _newton(likelihood, theta, _hessian(small, theta), sum(int(run.nfev) for run in runs))


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
        least = float(np.linalg.eigvalsh(optimum.hessian)[0]) * likelihood.information
        if least < -FLAT:
            return "failed", "the search ended where the likelihood still rises"
        if least < FLAT:
            reason = "a maximum inside all bounds, so flat that the data hardly tell the parameters apart"
    return verdict, reason


def _hessian(function: Likelihood, theta: Floats) -> Floats:
    steps = np.eye(len(theta)) * HESSIAN_STEP
    rows = [(function(theta + step)[1] - function(theta - step)[1]) / (2 * HESSIAN_STEP) for step in steps]
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2


def _newton(function: Likelihood, theta: Floats, hessian: Floats, evaluations: int) -> Optimum:
    """Projected Newton steps with backtracking; the curvature is renewed only when it stops paying."""
    low, high, size = function.low, function.high, len(theta)
    value, gradient = function(theta)
    norm = np.inf
    for _ in range(MOST_STEPS):
        free = ~((theta <= low) & (gradient > 0) | (theta >= high) & (gradient < 0))
        if np.linalg.norm(gradient[free]) > 0.2 * norm:
            hessian, evaluations = _hessian(function, theta), evaluations + 2 * size
        norm = float(np.linalg.norm(gradient[free]))
        step = _step(hessian, gradient, free)
        step /= max(1.0, float(np.max(np.abs(step))) / LONGEST_STEP)
        for share in 0.5 ** np.arange(30):
            trial = np.clip(theta + share * step, low, high)
            trial_value, trial_gradient = function(trial)
            evaluations += 1
            if trial_value <= value + 1e-13 * (1 + abs(value)):
                break
        moved = float(np.max(np.abs(trial - theta)))
        theta, value, gradient = trial, trial_value, trial_gradient
        if moved < STEP_TOLERANCE:
            break
    at_low, at_high = (theta <= low) & (gradient >= 0), (theta >= high) & (gradient <= 0)
    hessian, evaluations = _hessian(function, theta), evaluations + 2 * size
    gain = -gradient @ _step(hessian, gradient, ~(at_low | at_high)) / 2
    return Optimum(theta, value, hessian, at_low, at_high, bool(gain * function.information < TO_GAIN), evaluations)


def _step(hessian: Floats, gradient: Floats, free: np.ndarray) -> Floats:
    """The Newton step downhill, also where the curvature is negative."""
    step = np.zeros(len(gradient))
    if free.any():
        curvature, axes = np.linalg.eigh(hessian[np.ix_(free, free)])
        step[free] = -axes @ ((axes.T @ gradient[free]) / np.maximum(np.abs(curvature), 1e-12))
    return step
