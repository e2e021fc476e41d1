"""How many purchases a customer may make: exact posterior predictive intervals, on distinct statistics.

With its rate and its dropout drawn from the posterior, a living customer makes Y = min(N, G) purchases, N
Poisson over the horizon and G the purchase after which it leaves. Given alive the two are independent, so
for BG/NBD and MBG/NBD P(Y >= y) = P(N >= y) P(G >= y) in closed form; Pareto/NBD needs one integral over
the y-th purchase's moment.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import betainc, betaln, log_expit, roots_legendre

from transforms.method.clv import bg_nbd, nbd, pareto_nbd
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, Integers, unit_days
from transforms.method.clv.score import p_alive

NODES, WEIGHTS = roots_legendre(96)
AtLeast = Callable[[Mapping[str, float], Floats, Floats, float, Floats], Floats]


def purchase_interval(
    fit: Fit, x: Any, tx_days: Any, t_days: Any, horizon_days: float, level: float = 0.95
) -> tuple[Integers, Integers]:
    """Lowest and highest number of purchases in the next `horizon_days` of each customer, central at `level`.

    Counts are whole, so the interval holds at least `level`. It carries what is unknown of the customer,
    not what is unknown of the fit: totals of many customers are to be widened by the holdout error, never
    by summing intervals.
    """
    refuse_impossible(horizon_days, level)
    statistics = np.column_stack([np.asarray(column, dtype=np.float64) for column in (x, tx_days, t_days)])
    distinct, place = np.unique(statistics, axis=0, return_inverse=True)
    alive = p_alive(fit, distinct[:, 0], distinct[:, 1], distinct[:, 2])
    tail = (1 - level) / 2
    bounds = [quantile(fit, distinct[:, 0], distinct[:, 2], alive, horizon_days, share) for share in (1 - tail, tail)]
    return bounds[0][place.ravel()], bounds[1][place.ravel()]


def at_least(fit: Fit, x: Any, t_days: Any, horizon_days: float, purchases: Any) -> Floats:
    """Probability that each customer, if still alive, makes at least `purchases` (1 or more) within the horizon."""
    unit = unit_days(fit.unit)
    count, observed = np.asarray(x, dtype=np.float64), np.asarray(t_days, dtype=np.float64) / unit
    wanted = np.asarray(purchases, dtype=np.float64)
    if horizon_days == 0:
        return np.zeros(np.broadcast_shapes(count.shape, observed.shape, wanted.shape))
    return AT_LEAST[fit.model](fit.parameters, count, observed, horizon_days / unit, wanted)


def refuse_impossible(horizon_days: float, level: float) -> None:
    """ValueError for a horizon that is negative or unlimited, or a level that is not a share."""
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1")
    if not horizon_days >= 0 or not np.isfinite(horizon_days):
        raise ValueError("horizon_days must be finite and not negative")


def quantile(fit: Fit, count: Floats, observed: Floats, alive: Floats, horizon_days: float, above: float) -> Integers:
    """Smallest count y with P(Y > y) <= above of each row of x, t_days and P(alive).

    By doubling, then bisection, on the rows not settled yet.
    """

    def is_below(who: np.ndarray, y: np.ndarray) -> np.ndarray:
        more = alive[who] * at_least(fit, count[who], observed[who], horizon_days, y + 1.0)
        return np.asarray(more > above)

    low, high = np.zeros(len(count), np.int64), np.zeros(len(count), np.int64)
    who = np.flatnonzero(alive > above)
    while len(who):
        who = who[is_below(who, high[who])]
        low[who] = high[who] + 1
        high[who] = 2 * high[who] + 1
    who = np.flatnonzero(low < high)
    while len(who):
        middle = (low[who] + high[who]) // 2
        below = is_below(who, middle)
        low[who] = np.where(below, middle + 1, low[who])
        high[who] = np.where(below, high[who], middle)
        who = who[low[who] < high[who]]
    return high


def _nbd(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: float, y: Floats) -> Floats:
    return np.asarray(betainc(y, parameters["r"] + x, horizon / (parameters["alpha"] + t + horizon)))


def _bg(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: float, y: Floats) -> Floats:
    a, b = parameters["a"], parameters["b"] + x
    return np.asarray(_nbd(parameters, x, t, horizon, y) * np.exp(betaln(a, b + y - 1) - betaln(a, b)))


def _mbg(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: float, y: Floats) -> Floats:
    return _bg({**parameters, "b": parameters["b"] + 1}, x, t, horizon, y)


def _pareto(parameters: Mapping[str, float], x: Floats, t: Floats, horizon: float, y: Floats) -> Floats:
    """The y-th purchase comes after u with w = u / (alpha + t + u) ~ Beta(y, r + x), and must find a customer."""
    r, alpha, s, beta = (parameters[name] for name in pareto_nbd.PARAMETERS)
    shape, rows = np.broadcast_shapes(x.shape, t.shape, y.shape), np.broadcast_arrays(x, t, y)
    count, observed, wanted = (row.reshape(-1, 1) for row in rows)
    power, past, life = r + count, alpha + observed, beta + observed
    latest, mode = np.log(horizon / past), np.log(wanted / power)
    left = np.minimum(latest, mode) - 40 / wanted - 12 / np.sqrt(wanted)
    right = np.minimum(latest, mode + 40 / power + 12 * np.sqrt(1 / wanted + 1 / power))
    half = (right - left) / 2
    logit = left + half * (NODES + 1)
    log_density = wanted * log_expit(logit) + power * log_expit(-logit) - betaln(wanted, power)
    log_lives = -s * np.log1p(past * np.exp(logit) / life)
    return np.asarray(((np.exp(log_density + log_lives) @ WEIGHTS) * half[:, 0]).reshape(shape))


AT_LEAST: dict[str, AtLeast] = {
    nbd.NAME: _nbd,
    bg_nbd.NAME: _bg,
    bg_nbd.MODIFIED_NAME: _mbg,
    pareto_nbd.NAME: _pareto,
}
