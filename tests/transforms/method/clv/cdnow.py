"""CDNOW, the public data set of the lifetime-value papers: one row a customer and day of purchase."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from transforms.method.clv.backtest import Window, window

ROOT = Path(os.environ.get("SHOPKEEPER_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))
FIRST_DAY = date(1997, 1, 1)
CUTOFF = (date(1997, 9, 30) - FIRST_DAY).days  # the end of the calibration period of the papers, 39 weeks
HOLDOUT = 39 * 7


def purchases(name: str, customer_column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customer, day and spend of each line; skips the test when the data are not there."""
    path = ROOT / "clv" / "cdnow" / name
    if not path.exists():
        pytest.skip(f"the public CDNOW data are not at SHOPKEEPER_SHARED_DATA: {name}")
    rows = [line.split() for line in path.read_text().splitlines() if line.split()[0].isdigit()]
    customer = np.array([int(row[customer_column]) for row in rows])
    day = np.array([(date.fromisoformat(row[customer_column + 1]) - FIRST_DAY).days for row in rows])
    return customer, day, np.array([float(row[-1]) for row in rows])


def mean_repeat_spend(customer: np.ndarray, day: np.ndarray, spend: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchases and their mean spend up to the cut-off, one value a customer that bought again."""
    known = day <= CUTOFF
    key, place = np.unique(customer[known] * 1000 + day[known], return_inverse=True)
    total, who = np.bincount(place, spend[known]), key // 1000
    is_repeat = np.diff(who, prepend=-1) == 0
    ids, place = np.unique(who[is_repeat], return_inverse=True)
    count = np.bincount(place)
    return count, np.bincount(place, total[is_repeat]) / count


def sample_before_and_after() -> tuple[Window, np.ndarray, np.ndarray, np.ndarray]:
    """Customers of the sample at the cut-off, their repeat purchases with the mean spend, and what they spent after."""
    customer, day, spend = told = purchases("CDNOW_sample.txt", 1)
    seen = window(customer, day, CUTOFF, HOLDOUT)
    count, mean = np.zeros(len(seen.x)), np.full(len(seen.x), np.nan)
    count[seen.x > 0], mean[seen.x > 0] = mean_repeat_spend(*told)
    is_later = day > CUTOFF
    later = np.bincount(np.searchsorted(seen.customer, customer[is_later]), spend[is_later], minlength=len(seen.x))
    return seen, count, mean, later
