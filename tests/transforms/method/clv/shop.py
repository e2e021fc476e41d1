"""Invented shops with known parameters: what the models ought to find."""

from dataclasses import dataclass

import numpy as np

FINE = 100  # statistics in hundredths of a day, so that no two purchases share one


@dataclass(frozen=True)
class Shop:
    """One row a customer: statistics after `t` days and purchases in the `holdout` days that follow."""

    x: np.ndarray
    tx: np.ndarray
    t: np.ndarray
    later: np.ndarray


def geometric_shop(rate, dropout, t, holdout, seed, *, may_leave_at_first=True) -> Shop:
    """A purchase at Poisson `rate` a day; after each, the customer leaves with probability `dropout`."""
    chance = np.random.default_rng(seed)
    gone = chance.random(len(t)) < dropout if may_leave_at_first else np.zeros(len(t), bool)
    return _run(chance, rate, t, holdout, lambda who, moment: chance.random(len(who)) < dropout[who], ~gone)


def pareto_shop(rate, death, t, holdout, seed) -> Shop:
    """A purchase at Poisson `rate` a day until an exponential lifetime of rate `death` is over."""
    chance = np.random.default_rng(seed)
    life = chance.exponential(1 / death)
    return _run(chance, rate, t, holdout, None, np.ones(len(t), bool), life)


def _run(chance, rate, t, holdout, leaves, alive, life=None) -> Shop:
    x, tx, later, now = (np.zeros(len(t)) for _ in range(4))
    who = np.flatnonzero(alive)
    while len(who):
        now[who] += chance.exponential(1 / rate[who])
        who = who[now[who] <= (t[who] + holdout if life is None else np.minimum(t[who] + holdout, life[who]))]
        is_past = now[who] <= t[who]
        x[who[is_past]] += 1
        tx[who[is_past]] = now[who[is_past]]
        later[who[~is_past]] += 1
        if leaves is not None:
            who = who[~leaves(who, now)]
    ticks = np.where(x > 0, np.maximum(np.floor(tx * FINE), x), 0)
    return Shop(x.astype(int), ticks.astype(int), (t * FINE).astype(int), later.astype(int))
