"""Seeded chance, a column at a time."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that a new column in one file leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def listed(text: str) -> list[str]:
    """The words of a text, in order: a pool reads better as prose than as quoted words."""
    return text.split()


def same(value: str | None, count: int) -> pl.Series:
    """One word `count` times."""
    return pl.repeat(value, count, dtype=pl.String, eager=True)


def fading(count: int, flatness: float = 3.0) -> np.ndarray:
    """Probabilities that fall with rank as names and products do (Zipf-Mandelbrot, exponent 1)."""
    weights: np.ndarray = 1.0 / (np.arange(count) + flatness)
    weights /= weights.sum()
    return weights


def index(rng: np.random.Generator, count: int, shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Random positions 0 .. len(shares) - 1 in proportion to the shares."""
    cumulative = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(cumulative / cumulative[-1], rng.random(count), side="right")


def pick(pool: Sequence[str | None], position: np.ndarray) -> pl.Series:
    """The pool's words at these positions."""
    return pl.Series(pool, dtype=pl.String).gather(position)


def words(rng: np.random.Generator, count: int, shares: Mapping[str, float] | Mapping[str | None, float]) -> pl.Series:
    """Random words in proportion to their shares; None is an empty cell."""
    return pick(list(shares), index(rng, count, list(shares.values())))


def either(forms: Sequence[pl.Series], choice: np.ndarray) -> pl.Series:
    """Row by row the form that `choice` numbers."""
    columns = [form.alias(f"form_{number}") for number, form in enumerate(forms)]
    frame = pl.DataFrame([*columns, pl.Series("choice", choice)])
    chosen = pl.col("form_0")
    for number in range(1, len(forms)):
        chosen = pl.when(pl.col("choice") == number).then(pl.col(f"form_{number}")).otherwise(chosen)
    return frame.select(chosen.alias("chosen")).to_series()


def empty(values: pl.Series, mask: np.ndarray) -> pl.Series:
    """The values with those under the mask taken away."""
    return pl.select(pl.when(pl.Series(~np.asarray(mask))).then(values)).to_series()


def number(values: np.ndarray, prefix: str = "", digits: int = 0) -> pl.Series:
    """`prefix` and the number, padded with zeros to `digits`."""
    return prefix + pl.Series(values).cast(pl.String).str.zfill(digits)


def decimals(values: np.ndarray) -> pl.Series:
    """The amounts as text with two decimals."""
    return pl.Series(np.round(values, 2), dtype=pl.Float64).cast(pl.Decimal(18, 2)).cast(pl.String)
