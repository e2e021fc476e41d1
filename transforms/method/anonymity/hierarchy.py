"""Generalisation hierarchies: ordered levels of ever wider labels for the values of one column.

NULL is a value of its own: it stays NULL at every level but the top, which hides everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from transforms.method.anonymity.cells import Codes, Floats

TOP = "*"
Kind = Literal["keep", "band", "prefix", "calendar", "tree", "top"]


@dataclass(frozen=True)
class Level:
    """One way to label the values of a column, as plain data.

    keep: as it is · band: `width` whole numbers or units from zero · prefix: the first `width` characters ·
    calendar: month, year or decade of a day · tree: `labels` by value, TOP for an unknown value · top: TOP.
    """

    kind: Kind
    width: int = 0
    part: Literal["", "month", "year", "decade"] = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hierarchy:
    """The levels of one quasi-identifier, from its own values to the widest labels."""

    column: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class CodedLevel:
    """A level applied to the distinct values of a column.

    `codes[i]` is the place of value i's label in `labels`; `loss[c]` is the share of the domain hidden by
    label c, (members - 1) / (domain - 1), 0 to 1: the loss metric of Iyengar (2002) and ARX, also called
    NCP.
    """

    codes: Codes
    labels: pl.Series
    loss: Floats


def tree(column: str, table: pl.DataFrame) -> Hierarchy:
    """The hierarchy drawn as a table: one row a value, its labels from the value itself to the widest."""
    values = table.to_series(0).cast(pl.String)
    wider = (
        Level("tree", labels=dict(zip(values, table.to_series(place), strict=True))) for place in range(1, table.width)
    )
    return Hierarchy(column, (Level("keep"), *wider))


def label(values: pl.Series, level: Level) -> pl.Series:
    """The label of each value, a String unless the level keeps the values; NULL stays NULL below the top.

    InvalidOperationError or SchemaError (Polars) where the level does not fit the column's type.
    """
    match level.kind:
        case "keep":
            return values
        case "top":
            return pl.repeat(TOP, len(values), dtype=pl.String, eager=True).alias(values.name)
        case "band":
            low = (values // level.width * level.width).cast(pl.Int64)
            high = low + (level.width - 1 if values.dtype.is_integer() else level.width)
            shape = "{}-{}" if values.dtype.is_integer() else "[{}, {})"
            return pl.select(
                pl.when(low.is_not_null()).then(pl.format(shape, low, high)).alias(values.name)
            ).to_series()
        case "prefix":
            return values.cast(pl.String).str.head(level.width)
        case "calendar":
            if level.part == "decade":
                return label(values.dt.year(), Level("band", width=10))
            return values.dt.strftime("%Y-%m" if level.part == "month" else "%Y")
        case "tree":
            labels = values.cast(pl.String).replace_strict(level.labels, default=TOP, return_dtype=pl.String)
            return pl.select(pl.when(values.is_not_null()).then(labels).alias(values.name)).to_series()


def code_levels(hierarchy: Hierarchy, values: pl.Series) -> list[CodedLevel]:
    """Every level of a hierarchy applied to the distinct values of its column.

    The domain is what a tree lists together with what occurs. ValueError where a level is not wider than
    the one below it: two values that share a label must go on sharing labels.
    """
    domain = _domain(hierarchy, values)
    coded: list[CodedLevel] = []
    below = np.arange(len(domain))
    for level in hierarchy.levels:
        labels = label(domain, level)
        distinct = labels.unique().sort(nulls_last=False)
        codes = labels.to_frame("label").join(
            distinct.to_frame("label").with_row_index("place"),
            on="label", how="left", nulls_equal=True, maintain_order="left",
        )["place"].to_numpy().astype(np.int64)  # fmt: skip
        if len(np.unique(np.stack([below, codes]), axis=1).T) != below.max() + 1:
            raise ValueError(f"hierarchy of {hierarchy.column}: a level splits what the level below it joins")
        below = codes
        members = np.bincount(codes, minlength=len(distinct))
        occur = codes[: len(values)]
        coded.append(CodedLevel(occur, distinct, (members - 1) / max(len(domain) - 1, 1)))
    return coded


def _domain(hierarchy: Hierarchy, values: pl.Series) -> pl.Series:
    """The values that occur, followed by those that only a tree lists."""
    trees = [level for level in hierarchy.levels if level.kind == "tree"]
    known = [pl.Series(list(level.labels), dtype=pl.String) for level in trees]
    if not known:
        return values
    occurring = values.cast(pl.String)
    listed = pl.concat(known).unique().sort()
    return pl.concat([occurring, listed.filter(~listed.is_in(occurring.drop_nulls().to_list()))])


def generalise(frame: pl.DataFrame, levels: Mapping[str, Level]) -> pl.DataFrame:
    """The same rows with the named columns replaced by their labels."""
    return frame.with_columns([label(frame[column], level) for column, level in levels.items()])
