"""Rows counted by their values: everything in this package works on these counts, never on single rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Codes = npt.NDArray[np.int64]
Weights = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# A table of counters indexed by the packed key beats sorting while most of it is used.
DENSE_KEYS_PER_ROW = 8
DENSE_KEYS_AT_LEAST = 1 << 16


@dataclass(frozen=True)
class Cells:
    """One cell for each combination of values that occurs, with the number of rows that carry it.

    `codes` has one row a cell and one column a column of the frame; code i of column j stands for
    `values[j][i]`. NULL is a value like any other and always sorts first.
    """

    columns: tuple[str, ...]
    values: tuple[pl.Series, ...]
    codes: Codes
    weight: Weights

    @property
    def rows(self) -> int:
        """Number of rows counted."""
        return int(self.weight.sum())

    def position(self, column: str) -> int:
        """Index of a column; ValueError if these cells do not carry it."""
        return self.columns.index(column)


def code(column: pl.Series) -> tuple[pl.Series, Codes]:
    """The distinct values of a column in their order, NULL first, and for each row its place among them.

    NaN is refused with ValueError: it is neither a value nor NULL.
    """
    if column.dtype.is_float() and column.is_nan().any():
        raise ValueError(f"column {column.name} contains NaN")
    values = column.unique().sort(nulls_last=False)
    places = values.to_frame("value").with_row_index("place")
    coded = column.to_frame("value").join(places, on="value", how="left", nulls_equal=True, maintain_order="left")
    return values, coded["place"].to_numpy().astype(np.int64)


def count_cells(frame: pl.DataFrame, columns: Sequence[str]) -> Cells:
    """The cells of a frame over the named columns."""
    coded = [code(frame[column]) for column in columns]
    matrix = np.stack([codes for _, codes in coded], axis=1) if coded else np.empty((frame.height, 0), np.int64)
    codes, weight = aggregate(matrix, np.ones(frame.height, np.int64), [len(values) for values, _ in coded])
    return Cells(tuple(columns), tuple(values for values, _ in coded), codes, weight)


def pack(codes: Codes, sizes: Sequence[int]) -> tuple[Codes, int]:
    """One integer key a row that is equal where all codes are equal, and the number of possible keys."""
    key = np.zeros(len(codes), np.int64)
    span = 1
    for column, size in enumerate(sizes):
        if span > (1 << 62) // max(size, 1):
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            span = int(key.max(initial=-1)) + 1
        key = key * size + codes[:, column]
        span *= size
    return key, span


def aggregate(codes: Codes, weight: Weights, sizes: Sequence[int]) -> tuple[Codes, Weights]:
    """The distinct rows of codes, sorted by their columns from left to right, with their summed weights."""
    span = math.prod(sizes)
    if span <= max(DENSE_KEYS_AT_LEAST, DENSE_KEYS_PER_ROW * len(codes)):
        total = np.bincount(pack(codes, sizes)[0], weights=weight, minlength=span)
        used = np.flatnonzero(total)
        return unpack(used, sizes), total[used].astype(np.int64)
    key, _ = pack(codes, sizes)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    return codes[order[first]], np.add.reduceat(weight[order], first)


def unpack(key: Codes, sizes: Sequence[int]) -> Codes:
    """The codes that `pack` made into one key, where their product fits one integer."""
    codes = np.empty((len(key), len(sizes)), np.int64)
    for column in range(len(sizes) - 1, -1, -1):
        key, codes[:, column] = np.divmod(key, sizes[column])
    return codes
