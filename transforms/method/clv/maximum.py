"""The maximum of a likelihood in a box: three bounded starts on a sample, then exact steps on every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from scipy.optimize import minimize

from transforms.method.clv.history import Floats

THIN_CUSTOMERS = 5_000  # starts are compared on this many customers; only the best goes on to all rows
HESSIAN_STEP = 1e-4  # central differences of an exact gradient: error about 1e-8 of the curvature
MOST_STEPS, LONGEST_STEP, MOST_RETURNS = 60, 2.0, 3
TO_GAIN = 1e-3  # a search has settled when no more log likelihood than this is in reach
STEP_TOLERANCE = 1e-7  # Newton roughly squares it, so the last step lands near 1e-13


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
    optimum = _newton(likelihood, theta, _hessian(small, theta), sum(int(run.nfev) for run in runs))
    for _ in range(MOST_RETURNS):  # a coordinate carried to its bound may leave the others something to do
        if optimum.has_converged:
            break
        optimum = _newton(likelihood, optimum.theta, optimum.hessian, optimum.evaluations)
    return optimum


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
    theta, value, gradient = _to_bounds(function, theta, value, gradient)
    at_low, at_high = theta <= low, theta >= high
    hessian, evaluations = _hessian(function, theta), evaluations + 2 * size + len(function.edges)
    gain = -gradient @ _step(hessian, gradient, ~(at_low | at_high)) / 2
    return Optimum(theta, value, hessian, at_low, at_high, bool(gain * function.information < TO_GAIN), evaluations)


def _to_bounds(function: Likelihood, theta: Floats, value: float, gradient: Floats) -> tuple[Floats, float, Floats]:
    """The same place, with each coordinate carried to its bound where that is as likely.

    A ridge lies on one axis and loses its slope in rounding long before its end: 5,000 and 10,000 are the same there.
    """
    reached: set[int] = set()
    for edge in sorted(function.edges, key=lambda edge: not edge.is_high):
        if edge.verdict == "failed" or edge.index in reached:
            continue
        trial = theta.copy()
        trial[edge.index] = (function.low, function.high)[edge.is_high][edge.index]
        trial_value, trial_gradient = function(trial)
        if (trial_value - value) * function.information <= TO_GAIN:
            theta, value, gradient = trial, trial_value, trial_gradient
            reached.add(edge.index)
    return theta, value, gradient


def _step(hessian: Floats, gradient: Floats, free: np.ndarray) -> Floats:
    """The Newton step downhill, also where the curvature is negative."""
    step = np.zeros(len(gradient))
    if free.any():
        curvature, axes = np.linalg.eigh(hessian[np.ix_(free, free)])
        step[free] = -axes @ ((axes.T @ gradient[free]) / np.maximum(np.abs(curvature), 1e-12))
    return step


def _hessian(function: Likelihood, theta: Floats) -> Floats:
    steps = np.eye(len(theta)) * HESSIAN_STEP
    rows = [(function(theta + step)[1] - function(theta - step)[1]) / (2 * HESSIAN_STEP) for step in steps]
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2
