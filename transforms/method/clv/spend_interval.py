"""How much a customer may spend: the exact posterior predictive interval of purchases and their amounts together.

Given Y purchases to come, their sum divided by v + n m (n past repeat purchases of mean m) is beta prime with
parameters p Y and q + p n: money is only a scale, so the interval is found once a distinct (x, tx, t, n).
"""

from typing import Any

import numpy as np
from scipy.optimize.elementwise import find_root
from scipy.special import betainc, expit

from transforms.method.clv import gamma_gamma
from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, Integers
from transforms.method.clv.interval import at_least, quantile, refuse_impossible
from transforms.method.clv.score import p_alive

UNLIKELY = 1e-5  # counts beyond this tail are taken as one
FARTHEST = 80.0  # log multiple of v + n m that no sum reaches


def spend_interval(
    fit: Fit,
    spend_fit: Fit,
    x: Any,
    tx_days: Any,
    t_days: Any,
    spend_purchases: Any,
    mean_spend: Any,
    horizon_days: float,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """Lowest and highest undiscounted spend of each customer in the next `horizon_days`, central at `level`.

    `spend_purchases` repeat purchases of `mean_spend` each fed the spend (x less those of no value); zero and NaN
    mean that nothing is known of a customer's spend. In the currency of `spend_fit`, to about 1e-4 of itself.
    """
    refuse_impossible(horizon_days, level)
    if spend_fit.model != gamma_gamma.NAME or not spend_fit.is_usable:
        raise ValueError(f"no spend can be expected from a {spend_fit.verdict} fit: {spend_fit.reason}")
    count, mean = np.asarray(spend_purchases, dtype=np.float64), np.asarray(mean_spend, dtype=np.float64)
    is_known = (count > 0) & (mean > 0) & np.isfinite(mean)
    count = np.where(is_known, count, 0.0)
    money = spend_fit.parameters["v"] + count * np.where(is_known, mean, 0.0)
    columns = [np.asarray(column, dtype=np.float64) for column in (x, tx_days, t_days)]
    rows, place = np.unique(np.column_stack([*columns, count]), axis=0, return_inverse=True)
    tail = (1 - level) / 2
    low, high = (_multiple(fit, spend_fit, rows, horizon_days, above) for above in (1 - tail, tail))
    return money * low[place.ravel()], money * high[place.ravel()]


def _multiple(fit: Fit, spend_fit: Fit, rows: Floats, horizon_days: float, above: float) -> Floats:
    """Multiple of v + n m that the sum exceeds with probability `above`; zero where buying at all is less likely."""
    p, q = spend_fit.parameters["p"], spend_fit.parameters["q"]
    alive = p_alive(fit, rows[:, 0], rows[:, 1], rows[:, 2])
    answer = np.zeros(len(rows))
    some = alive * at_least(fit, rows[:, 0], rows[:, 2], horizon_days, 1.0)
    buys = np.flatnonzero(some > above)
    if len(buys) == 0:
        return answer
    bought, observed = rows[buys, 0], rows[buys, 2]
    shape = q + p * rows[buys, 3]
    most = np.maximum(quantile(fit, bought, observed, alive[buys], horizon_days, UNLIKELY), 1)
    first = np.cumsum(most) - most
    which, steps = _ragged(np.zeros(len(buys), np.int64), most)
    purchases = (steps + 1).astype(np.float64)
    chance = alive[buys][which] * at_least(fit, bought[which], observed[which], horizon_days, purchases)
    chance -= np.append(np.where(np.diff(which) == 0, chance[1:], 0.0), 0.0)

    def excess(log_multiple: Floats, who: Floats) -> Floats:
        row = who.astype(np.int64)
        owner, term = _ragged(first[row], most[row])
        beyond = betainc(shape[row][owner], p * purchases[term], expit(-log_multiple)[owner])
        return np.add.reduceat(chance[term] * beyond, np.cumsum(most[row]) - most[row]) - above

    bracket = (np.full(len(buys), -FARTHEST), np.full(len(buys), FARTHEST))
    found = find_root(excess, bracket, args=(np.arange(len(buys), dtype=np.float64),), tolerances={"xatol": 1e-6})
    answer[buys] = np.exp(found.x)
    return answer


def _ragged(start: Integers, length: Integers) -> tuple[Integers, Integers]:
    """Rows of different lengths end to end: the row of each entry, and start, start + 1 ... within it."""
    owner = np.repeat(np.arange(len(length)), length)
    return owner, start[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
