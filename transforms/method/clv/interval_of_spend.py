"""How far from what is expected a customer's spend may fall: the predictive interval as multiples of the expectation.

`spend_interval` finds the same bounds one root at a time. Here the distribution of spend, given that the customer is
still there, is tabulated once a distinct (x, t, n) on a grid of 3 % and read for each probability of being there.
A multiple of the expectation hardly changes from one point of the grid to the next.
"""

import numpy as np
from scipy.special import betainc, betaincinv, expit, logit

from transforms.method.clv.fit import Fit
from transforms.method.clv.history import Floats, Integers, unit_days
from transforms.method.clv.interval import at_least, quantile
from transforms.method.clv.score import expected_if_alive
from transforms.method.clv.smooth import over_time

EXACT, STEP = 30.0, 0.03  # counts and days up to EXACT keep their value, longer ones go to a grid of this ratio
UNLIKELY = 1e-5  # counts beyond this tail are taken as one
POINTS = 24  # a distribution of more counts than these is taken in as many parts of equal probability
NODES = 48  # amounts at which the distribution of spend is tabulated
CELLS = 2_000_000  # of one block of the table, which bounds the memory


def reach(
    fit: Fit,
    spend_fit: Fit | None,
    x: Floats,
    t_days: Floats,
    n: Floats,
    alive: Floats,
    horizon_days: float,
    level: float,
) -> tuple[Floats, Floats]:
    """Lowest and highest spend of each customer in `horizon_days` as multiples of the expected, central at `level`.

    Without a usable fit of spend, or where it has no mean, purchases alone vary and every one brings the same.
    """
    tail = (1 - level) / 2
    rows = np.column_stack([_coarse(x), _coarse(t_days), _coarse(n)])
    distinct, place = np.unique(rows, axis=0, return_inverse=True)
    place = place.ravel()
    bend = fit.parameters["alpha"] * unit_days(fit.unit)
    expected = over_time(lambda c, d: expected_if_alive(fit, c, d, horizon_days), distinct[:, 0], distinct[:, 1], bend)
    if spend_fit is None:
        has_mean = np.zeros(len(distinct), dtype=bool)
    else:
        has_mean = spend_fit.parameters["p"] * distinct[:, 2] + spend_fit.parameters["q"] > 1
    bounds = np.full((2, len(x)), np.nan)
    some = np.flatnonzero(~has_mean[place])
    for bound, above in zip(bounds, (1 - tail, tail), strict=True):
        count = quantile(fit, rows[some, 0], rows[some, 1], alive[some], horizon_days, above)
        bound[some] = count / (alive * expected[place])[some]
    if spend_fit is not None and has_mean.any():
        kept = np.cumsum(has_mean) - 1
        rest = np.flatnonzero(has_mean[place])
        where = kept[place[rest]]
        bounds[:, rest] = _spend(fit, spend_fit, distinct[has_mean], where, alive[rest], horizon_days, tail)
        p, q = spend_fit.parameters["p"], spend_fit.parameters["q"]
        mean = p * (alive * expected[place])[rest] / (p * distinct[place[rest], 2] + q - 1)
        bounds[:, rest] /= mean
    return bounds[0], bounds[1]


def _coarse(values: Floats) -> Floats:
    grid = EXACT * np.exp(STEP * np.rint(np.log(np.maximum(values, 1.0) / EXACT) / STEP))
    return np.where(values <= EXACT, values, np.rint(grid))


def _spend(
    fit: Fit, spend_fit: Fit, distinct: Floats, place: Integers, alive: Floats, horizon_days: float, tail: float
) -> Floats:
    """Multiples of v + n m, low and high, of customers whose statistics stand at `place` of `distinct`."""
    p, q = spend_fit.parameters["p"], spend_fit.parameters["q"]
    owner, purchases, chance, some = _purchases(fit, distinct[:, 0], distinct[:, 1], horizon_days)
    shape = q + p * distinct[:, 2]
    size = len(distinct)
    most = np.zeros(size)
    np.maximum.at(most, owner, purchases)
    low = logit(betaincinv(p, shape, 1e-3))
    high = logit(betaincinv(p * most, shape, 1 - tail))
    amount = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, NODES)
    beyond = np.zeros((size, NODES))
    block = max(CELLS // NODES, 1)
    for start in range(0, len(owner), block):
        part = slice(start, start + block)
        who = owner[part]
        more = betainc(shape[who, None], (p * purchases[part])[:, None], expit(-amount[who])) * chance[part, None]
        _add(beyond, who, more)
    depth = logit(np.clip(beyond / some[:, None], 1e-12, 1 - 1e-12))  # falls along the amounts, almost in a line
    answer = np.zeros((2, len(alive)))
    for row, above in zip(answer, (1 - tail, tail), strict=True):
        share = above / (alive * some[place])
        buys = np.flatnonzero(share < 1)
        row[buys] = np.exp(_read(depth, amount, place[buys], logit(share[buys])))
    return answer


def _add(total: Floats, who: Integers, more: Floats) -> None:
    """Sum the rows of equal `who`, which stand together."""
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    total[who[starts]] += np.add.reduceat(more, starts, axis=0)


def _read(depth: Floats, amount: Floats, place: Integers, wanted: Floats) -> Floats:
    """Amount at which the tabulated depth is as wanted, by a straight line between two nodes."""
    value = np.empty(len(place))
    block = max(CELLS // NODES, 1)
    for start in range(0, len(place), block):
        part = slice(start, start + block)
        who, goal = place[part], wanted[part]
        right = np.clip((depth[who] > goal[:, None]).sum(axis=1), 1, NODES - 1)
        above, below = depth[who, right - 1], depth[who, right]
        share = np.clip((above - goal) / np.maximum(above - below, 1e-300), 0.0, 1.0)
        value[part] = amount[who, right - 1] + share * (amount[who, right] - amount[who, right - 1])
    return value


def _purchases(fit: Fit, x: Floats, t_days: Floats, horizon_days: float) -> tuple[Integers, Floats, Floats, Floats]:
    """Counts to come of living customers: row, count, its probability; and the probability of any, one a row."""
    most = np.maximum(quantile(fit, x, t_days, np.ones(len(x)), horizon_days, UNLIKELY), 1)
    owner = np.repeat(np.arange(len(x)), most)
    count = (np.arange(len(owner)) - np.repeat(np.cumsum(most) - most, most) + 1).astype(np.float64)
    reached = at_least(fit, x[owner], t_days[owner], horizon_days, count)
    some = reached[count == 1]
    is_same = np.append(np.diff(owner) == 0, False)
    chance = np.maximum(reached - np.append(np.where(is_same[:-1], reached[1:], 0.0), 0.0), 0.0)
    middle = 1 - (reached - chance / 2) / some[owner]
    part = np.where(most[owner] > POINTS, np.floor(middle * POINTS), count)
    starts = np.flatnonzero((np.diff(owner, prepend=-1) != 0) | (np.diff(part, prepend=-1) != 0))
    weight = np.add.reduceat(chance, starts)
    mean = np.add.reduceat(chance * count, starts) / np.maximum(weight, 1e-300)
    return owner[starts], np.maximum(mean, 1.0), weight, some
