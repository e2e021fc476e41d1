"""A function of purchases and time, computed at few times and read in between: it is smooth in the log of time."""

from collections.abc import Callable

import numpy as np

from transforms.method.clv.history import Floats

SIZE = 18
# Chebyshev nodes and their barycentric weights (Berrut & Trefethen 2004): less than 1e-9 of the value is lost.
ANGLE = (np.arange(SIZE) + 0.5) * np.pi / SIZE
NODES, WEIGHTS = np.cos(ANGLE), np.sin(ANGLE) * (-1.0) ** np.arange(SIZE)


def over_time(function: Callable[[Floats, Floats], Floats], x: Floats, t: Floats, scale: float) -> Floats:
    """`function(x, t)` of each row, exact at few distinct pairs, else read from 18 times for every distinct x.

    The function must be positive. `scale` is the time, in the unit of t, round which it bends: alpha of the fit.
    """
    pairs, place = np.unique(x + 1j * t, return_inverse=True)
    counts, which = np.unique(pairs.real, return_inverse=True)
    if len(pairs) <= SIZE * len(counts):
        return function(pairs.real, pairs.imag)[place.ravel()]
    # From no time to a power of two: whom else is asked about hardly ever moves the nodes.
    depth, least = np.log(scale + pairs.imag), np.log(scale)
    most = np.log(scale + 2.0 ** np.ceil(np.log2(pairs.imag.max() + 1)))
    middle, half = (most + least) / 2, (most - least) / 2
    times = np.exp(middle + half * NODES) - scale
    known = np.log(function(np.repeat(counts, SIZE), np.tile(times, len(counts)))).reshape(-1, SIZE)
    away = ((depth - middle) / half)[:, None] - NODES
    share = WEIGHTS / np.where(away == 0, 1e-300, away)
    value = (share * known[which]).sum(axis=1) / share.sum(axis=1)
    return np.asarray(np.exp(value)[place.ravel()])
