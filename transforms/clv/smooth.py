"""A function of purchases and time, computed at few times and read in between: it is smooth in the log of time."""

from collections.abc import Callable

import numpy as np
from scipy.interpolate import BarycentricInterpolator

from transforms.clv.history import Floats

NODES = 16  # Chebyshev nodes over the range of log times leave less than 1e-9 of the value


def over_time(function: Callable[[Floats, Floats], Floats], x: Floats, t: Floats, scale: float) -> Floats:
    """`function(x, t)` of each row, exact at few distinct pairs, else from `NODES` times for every distinct x.

    `scale` is the time, in the unit of t, round which the function bends: alpha of the fit.
    """
    pairs, place = np.unique(x + 1j * t, return_inverse=True)
    counts, which = np.unique(pairs.real, return_inverse=True)
    if len(pairs) <= NODES * len(counts):
        return function(pairs.real, pairs.imag)[place.ravel()]
    low, high = np.log(scale + pairs.imag.min()), np.log(scale + pairs.imag.max())
    middle, half = (high + low) / 2, (high - low) / 2
    angle = np.cos((np.arange(NODES) + 0.5) * np.pi / NODES)
    times = np.exp(middle + half * angle) - scale
    known = np.log(function(np.repeat(counts, NODES), np.tile(times, len(counts)))).reshape(-1, NODES)
    depth = (np.log(scale + pairs.imag) - middle) / half
    value = np.empty(len(pairs))
    order = np.argsort(which, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(which[order])) + 1):
        value[rows] = BarycentricInterpolator(angle, known[which[rows[0]]])(depth[rows])
    return np.exp(value)[place.ravel()]
