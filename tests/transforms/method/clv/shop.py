"""Invented shops with known parameters: what the models ought to find."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.method.clv.history import Floats, Integers

Mask = NDArray[np.bool_]
FINE = 100  # statistics in hundredths of a day, so that no two purchases share one


@dataclass(frozen=True)
class Shop:
    """One row a customer: statistics after `t` days and purchases in the `holdout` days that follow."""

    x: Integers
    tx: Integers
    t: Integers
    later: Integers


def geometric_shop(
    rate: Floats, dropout: Floats, t: Floats, holdout: float, seed: int, *, may_leave_at_first: bool = True
) -> Shop:
    """A purchase at Poisson `rate` a day; after each, the customer leaves with probability `dropout`."""
    chance = np.random.default_rng(seed)
    gone = chance.random(len(t)) < dropout if may_leave_at_first else np.zeros(len(t), bool)
    return _run(chance, rate, t, holdout, lambda who, moment: chance.random(len(who)) < dropout[who], ~gone)


def pareto_shop(rate: Floats, death: Floats, t: Floats, holdout: float, seed: int) -> Shop:
    """A purchase at Poisson `rate` a day until an exponential lifetime of rate `death` is over."""
    chance = np.random.default_rng(seed)
    life = chance.exponential(1 / death)
    return _run(chance, rate, t, holdout, None, np.ones(len(t), bool), life)


def _run(
    chance: np.random.Generator,
    rate: Floats,
    t: Floats,
    holdout: float,
    leaves: Callable[[Integers, Floats], Mask] | None,
    alive: Mask,
    life: Floats | None = None,
) -> Shop:
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
