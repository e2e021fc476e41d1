"""Nights and moments: a moment is a number of seconds on the shop's own clock since `ORIGIN`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from examples.corner_shop.generator import draw

ORIGIN = datetime(2024, 7, 1)  # noqa: DTZ001 - the shop's own clock, UTC+8 all the year
LAST_DAY = date(2026, 6, 30)
DAY = 86_400
WINDOW_DAYS = (LAST_DAY - ORIGIN.date()).days + 1
CLOSING = 22 * 3600
UTC_OFFSET = 8 * 3600

# Weight of each hour of the day.
TILL_HOURS = (0,) * 7 + (5, 8, 7, 6, 8, 9, 6, 4, 4, 6, 10, 12, 9, 5, 2, 0, 0)
WEB_HOURS = (2, 1, 0.5, 0.3, 0.2, 0.3, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 5, 6, 8, 10, 11, 9, 5)
OFFICE_HOURS = (0,) * 9 + (6, 9, 8, 3, 5, 8, 8, 6, 4, 2, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Nights:
    """The nights of delivery, oldest first; each takes what happened up to 22:00 of its day."""

    days: tuple[date, ...]

    @classmethod
    def up_to_last(cls, count: int) -> "Nights":
        return cls(tuple(LAST_DAY - timedelta(days=back) for back in range(count - 1, -1, -1)))

    def __len__(self) -> int:
        return len(self.days)

    @property
    def cutoffs(self) -> np.ndarray:
        """The last moment that each night still takes."""
        return np.array([(day - ORIGIN.date()).days * DAY + CLOSING for day in self.days])

    @property
    def end(self) -> int:
        """The last moment of the last night."""
        return int(self.cutoffs[-1])

    def of(self, moment: np.ndarray) -> np.ndarray:
        """Number of the night that delivers each moment; `len(nights)` when it is after the last."""
        return np.searchsorted(self.cutoffs, moment, side="left")

    def during(self, rng: np.random.Generator, night: int, count: int) -> np.ndarray:
        """Random moments in the opening hours of one night's day."""
        return int(self.cutoffs[night]) - CLOSING + time_of_day(rng, count, TILL_HOURS)


def time_of_day(rng: np.random.Generator, count: int, hours: Sequence[float]) -> np.ndarray:
    """Random seconds after midnight, by the weights of the hours."""
    return draw.index(rng, count, hours) * 3600 + rng.integers(0, 3600, count)


def since(rng: np.random.Generator, moment: np.ndarray, end: int | np.ndarray) -> np.ndarray:
    """A random later moment in office hours up to `end`; the moment itself when none is left."""
    later = moment + (rng.random(len(moment)) * np.maximum(end - moment, 0)).astype(np.int64)
    later = later // DAY * DAY + time_of_day(rng, len(moment), OFFICE_HOURS)
    return np.where((later > moment) & (later <= end), later, moment)


def moment(seconds: np.ndarray) -> pl.Series:
    """The moments as timestamps without zone on the shop's clock."""
    return pl.Series(np.datetime64(ORIGIN, "us") + np.asarray(seconds).astype("timedelta64[s]"))


def local(seconds: np.ndarray) -> pl.Series:
    """`2026-06-30 21:05:09` on the shop's clock."""
    return moment(seconds).dt.to_string("%Y-%m-%d %H:%M:%S")


def utc(seconds: np.ndarray) -> pl.Series:
    """`2026-06-30T13:05:09Z`."""
    return moment(np.asarray(seconds) - UTC_OFFSET).dt.to_string("%Y-%m-%dT%H:%M:%SZ")


def offset(seconds: np.ndarray) -> pl.Series:
    """`2026-06-30T21:05:09+08:00`."""
    return moment(seconds).dt.to_string("%Y-%m-%dT%H:%M:%S+08:00")


def day(seconds: np.ndarray) -> pl.Series:
    """`2026-06-30` on the shop's clock."""
    return moment(seconds).dt.to_string("%Y-%m-%d")
