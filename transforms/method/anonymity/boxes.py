"""A frozen multidimensional generalisation: a tree of cuts, the ranges of its leaves, how rows pass it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.method.anonymity.cells import Codes, Floats, Mask

LEAF = -1


@dataclass(frozen=True)
class Boxes:
    """A tree of cuts and, at its leaves, the range of values seen in every column when it was made.

    `cut_column[n]` is LEAF or the column that node n cuts: values up to place `cut[n]` in `values` go to
    node `below[n]`, the others to the node after it. `low` and `high` are places too, one row a node. Rows
    of a leaf that is not `safe` are suppressed. `loss` is the mean share of a column's range that a row's
    box covers, 0 to 1 (NCP).
    """

    columns: tuple[str, ...]
    values: tuple[pl.Series, ...]
    cut_column: Codes
    cut: Codes
    below: Codes
    low: Codes
    high: Codes
    safe: Mask
    loss: float
    suppressed: int
    rows: int


def place_in_boxes(frame: pl.DataFrame, boxes: Boxes) -> pl.DataFrame:
    """The rows that fall inside a safe box, the boxes' columns replaced by the ranges of their box (Strings).

    A row outside every box is left out: widening a range afterwards would make the labels of earlier rows
    untrue.
    """
    places = np.stack(
        [_places(frame[column], values) for column, values in zip(boxes.columns, boxes.values, strict=True)],
        axis=1,
    )
    node = np.zeros(frame.height, np.int64)
    while True:
        walking = np.flatnonzero(boxes.cut_column[node] != LEAF)
        if not len(walking):
            break
        at = node[walking]
        node[walking] = boxes.below[at] + (places[walking, boxes.cut_column[at]] > boxes.cut[at])
    inside = ((places >= boxes.low[node]) & (places <= boxes.high[node])).all(axis=1) & boxes.safe[node]
    kept, node = frame.filter(pl.Series(inside)), node[inside]
    return kept.with_columns(
        _range_labels(boxes, place).gather(node).alias(column) for place, column in enumerate(boxes.columns)
    )


def _places(column: pl.Series, values: pl.Series) -> Floats:
    """For each row the place of its value among the known ones; an unknown value stands between two."""
    known = values.to_frame("value").with_columns(known=pl.lit(1.0))
    place = pl.col("known").fill_null(0.0)
    line = (
        column.unique().cast(values.dtype).to_frame("value")
        .join(known, on="value", how="full", nulls_equal=True, coalesce=True)
        .sort("value", nulls_last=False)
        .select("value", place=place.cum_sum() - 1 + 0.5 * (1 - place))
    )  # fmt: skip
    rows = column.cast(values.dtype).to_frame("value")
    return rows.join(line, on="value", how="left", nulls_equal=True, maintain_order="left")["place"].to_numpy()


def _range_labels(boxes: Boxes, place: int) -> pl.Series:
    """The label of one column in every node: the value itself, or the lowest and the highest."""
    values = boxes.values[place]
    text = values.cast(pl.String)
    low, high = text.gather(boxes.low[:, place]), text.gather(boxes.high[:, place])
    shape = "{}-{}" if values.dtype.is_integer() else "{} .. {}"
    ranges = pl.when(pl.Series(boxes.low[:, place] == boxes.high[:, place])).then(low)
    return pl.select(ranges.otherwise(pl.format(shape, low, high))).to_series()
