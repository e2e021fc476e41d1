"""Season as operational time: a day of a busy month counts for more than one, so that rates stay even in it.

The index of a month is its purchases a customer and day beside the twelve months round it (ratio to a centred moving
average), the mean over the years, and one on average over the year.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from transforms.method.clv.history import Floats, Integers

MONTHS = 12
FEWEST_MONTHS = 24  # the moving average loses half a year at either end: two whole years show each month once
FEWEST_PURCHASES = 100  # a month: an index is then known to a tenth
EPOCH = np.datetime64("1970-01-01")
INDEX = "select month, season_index from value.season order by month"


@dataclass(frozen=True, slots=True)
class Season:
    """Index of each month of the year, January first; all one without a season. Days are counted since 1970."""

    index: tuple[float, ...] = (1.0,) * MONTHS

    @property
    def is_even(self) -> bool:
        return all(index == 1.0 for index in self.index)

    def elapsed(self, first: Integers, last: Integers) -> Floats:
        """Operational days from each first day to each last one."""
        if self.is_even:
            return np.asarray(last - first, dtype=np.float64)
        low, high = int(np.min(first, initial=0)), int(np.max(last, initial=0))
        month = (EPOCH + np.arange(low, high)).astype("datetime64[M]").astype(np.int64) % MONTHS
        passed = np.concatenate([[0.0], np.cumsum(np.asarray(self.index)[month])])
        return np.asarray(passed[last - low] - passed[first - low])

    def statistics(self, x: Integers, tx_days: Integers, t_days: Integers, today: int) -> tuple[Integers, Integers]:
        """tx and t in whole operational days; never fewer than there are purchases, so that they stay possible."""
        if self.is_even:
            return tx_days, t_days
        first = today - t_days
        tx = np.maximum(np.rint(self.elapsed(first, first + tx_days)).astype(np.int64), x)
        t = np.maximum(np.rint(self.elapsed(first, np.full_like(first, today))).astype(np.int64), tx)
        return np.where(x > 0, tx, 0), t

    def horizon(self, today: int, days: float) -> float:
        """Operational days in the `days` that follow."""
        return float(self.elapsed(np.array([today]), np.array([today + int(days)]))[0])


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells the season: whole months, their repeat purchases, and the index of each month of the year or None."""

    months: int
    purchases: Integers
    season: Season | None
    reason: str


def seen(first: Integers, repeat: Integers, today: int) -> Seen:
    """The season of a company whose customers first bought on the days `first` and again on the days `repeat`."""
    none = np.zeros(MONTHS, dtype=np.int64)
    if not len(first):
        return Seen(0, none, None, "nobody has bought")
    start = int(first.min())
    size = today - start + 1
    at_risk = np.cumsum(np.bincount(first - start, minlength=size)) - np.bincount(first - start, minlength=size)
    bought = np.bincount(repeat - start, minlength=size)
    month = (EPOCH + np.arange(start, today + 1)).astype("datetime64[M]").astype(np.int64)
    begun = (EPOCH + start).astype("datetime64[M]").astype(np.int64) + 1
    ended = (EPOCH + today + 1).astype("datetime64[M]").astype(np.int64)
    months = int(ended - begun)
    if months < FEWEST_MONTHS:
        return Seen(max(months, 0), none, None, "the data do not hold two whole years")
    whole = (month >= begun) & (month < ended)
    purchases = np.bincount(month[whole] - begun, bought[whole], minlength=months)
    rate = purchases / np.maximum(np.bincount(month[whole] - begun, at_risk[whole], minlength=months), 1)
    of_year = (np.arange(months) + begun) % MONTHS
    total = np.bincount(of_year, purchases, minlength=MONTHS).astype(np.int64)
    if total.min() < FEWEST_PURCHASES:
        return Seen(months, total, None, f"a month has fewer than {FEWEST_PURCHASES} repeat purchases")
    weights = np.array([0.5, *[1.0] * 11, 0.5]) / MONTHS
    level = np.convolve(rate, weights, mode="valid")
    shown = level > 0  # a year in which nobody bought again shows no season
    ratio, place = rate[6:-6][shown] / level[shown], of_year[6:-6][shown]
    index = np.bincount(place, ratio, minlength=MONTHS) / np.maximum(np.bincount(place, minlength=MONTHS), 1)
    if index.min() <= 0:
        return Seen(months, total, None, "a month of the year shows no repeat purchases beside those round it")
    return Seen(months, total, Season(tuple((index / index.mean()).tolist())), "")


def season_of(rows: list[tuple[int, float | None]]) -> Season:
    """The season that rows (month, index) of `value.season` tell; even where they tell none."""
    told = {month: index for month, index in rows if index is not None}
    return Season(tuple(told[month] for month in range(1, MONTHS + 1))) if len(told) == MONTHS else Season()


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days
