"""Multidimensional generalisation: boxes cut at the median as long as both halves stay safe.

Strict Mondrian (LeFevre et al. 2006), all boxes of one depth cut together on counted cells. Far less loss
than one level a column, but each class has its own ranges. NULL is cut off first and never shares a range
with a value.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.method.anonymity.boxes import LEAF, Boxes
from transforms.method.anonymity.cells import Cells, Codes, Floats, Mask, aggregate, count_cells
from transforms.method.anonymity.distribution import distribute
from transforms.method.anonymity.requirement import Classes, Requirement, violations


def choose_boxes(
    frame: pl.DataFrame, columns: Sequence[str], requirement: Requirement, sensitive: Sequence[str] = ()
) -> Boxes:
    """Boxes over the named columns of a frame; cuts that would leave an unsafe half are not made.

    ValueError for a frame without rows or without columns to cut.
    """
    if frame.is_empty() or not columns:
        raise ValueError("boxes need rows and columns")
    cells = count_cells(frame, [*columns, *sensitive])
    growing = _Growing(cells, len(columns), requirement)
    for place in range(len(columns)):
        if cells.values[place].null_count():
            growing.split_off_null(place)
    active = growing.nodes()
    while len(active):
        active = growing.cut_widest(active)
    return growing.finish(tuple(columns))


class _Growing:
    """The tree while it grows: `node` says for each cell which node holds it."""

    def __init__(self, cells: Cells, columns: int, requirement: Requirement) -> None:
        self.codes, self.weight = cells.codes[:, :columns], cells.weight
        self.sensitive = cells.codes[:, columns:]
        self.values = cells.values
        self.sizes = [len(values) for values in cells.values]
        self.requirement = requirement
        self.node = np.zeros(len(self.weight), np.int64)
        self.cut_column, self.cut, self.below = np.array([LEAF]), np.array([0]), np.array([LEAF])

    def nodes(self) -> Codes:
        return np.unique(self.node)

    def split_off_null(self, column: int) -> None:
        for node in self.nodes():
            null = self.codes[self.node == node, column] == 0
            if null.any() and not null.all():
                self._apply(np.array([node]), np.array([column]), np.array([0]))

    def cut_widest(self, active: Codes) -> Codes:
        """Cut each active node on its widest column that can be cut; returns the nodes that this made."""
        members = np.flatnonzero(np.isin(self.node, active, kind="table"))
        group = np.searchsorted(active, self.node[members])
        order = np.argsort(group, kind="stable")
        members, group = members[order], group[order]
        first = np.searchsorted(group, np.arange(len(active)))
        span = self._spans(members, first)
        column = np.full(len(active), LEAF)
        cut = np.zeros(len(active), np.int64)
        open_groups = np.add.reduceat(self.weight[members], first) >= 2 * self.requirement.k
        preference = np.argsort(-span, axis=1, kind="stable")
        for rank in range(span.shape[1]):
            wanted = preference[:, rank]
            for place in np.unique(wanted[open_groups]):
                asking = open_groups & (wanted == place) & (span[:, place] > 0)
                found, at = self._medians(members, group, asking, int(place))
                column[found], cut[found] = place, at
                open_groups[found] = False
        cutting = column != LEAF
        return self._apply(active[cutting], column[cutting], cut[cutting])

    def _spans(self, members: Codes, first: Codes) -> Floats:
        spans = []
        for place in range(self.codes.shape[1]):
            code = self.codes[members, place]
            wide = np.maximum.reduceat(code, first) - np.minimum.reduceat(code, first)
            spans.append(wide / max(self.sizes[place] - 1, 1))
        return np.stack(spans, axis=1)

    def _medians(self, members: Codes, group: Codes, asking: Mask, place: int) -> tuple[Codes, Codes]:
        """The asking groups that a column can cut, and the place of the cut nearest to half their rows."""
        inside = asking[group]
        rows, of = members[inside], group[inside]
        if not len(rows):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        code, weight = self.codes[rows, place], self.weight[rows]
        pairs, count = aggregate(np.stack([of, code], axis=1), weight, (len(asking), self.sizes[place]))
        owner, value = pairs[:, 0], pairs[:, 1]
        first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        number = np.cumsum(np.r_[False, owner[1:] != owner[:-1]])
        total = np.add.reduceat(count, first)[number]
        running = np.cumsum(count)
        left = running - (running - count)[first][number]
        k = self.requirement.k
        off_centre = np.where((left >= k) & (total - left >= k), np.abs(2 * left - total), np.iinfo(np.int64).max)
        least = np.minimum.reduceat(off_centre, first)
        chosen = np.flatnonzero(off_centre == least[number])
        chosen = chosen[np.unique(number[chosen], return_index=True)[1]]
        chosen = chosen[off_centre[chosen] < np.iinfo(np.int64).max]
        found, at = owner[chosen], value[chosen]
        if len(found) and self.sensitive.shape[1]:
            safe = self._both_halves_safe(rows, of, code, found, at)
            found, at = found[safe], at[safe]
        return found, at

    def _both_halves_safe(self, rows: Codes, of: Codes, code: Codes, found: Codes, at: Codes) -> Mask:
        place = np.searchsorted(found, of)
        place[place == len(found)] = 0
        cutting = found[place] == of
        half = 2 * place[cutting] + (code[cutting] > at[place[cutting]])
        unsafe = violations(self._classes(rows[cutting], half, 2 * len(found)), self.requirement)
        return np.asarray(~unsafe.reshape(-1, 2).any(axis=1), dtype=np.bool_)

    def _classes(self, rows: Codes, number: Codes, classes: int) -> Classes:
        """Numbered classes of cells, their distance from the whole told against all rows."""
        weight = np.bincount(number, weights=self.weight[rows], minlength=classes).astype(np.int64)
        sizes = self.sizes[self.codes.shape[1] :]
        distributions = []
        for place, size in enumerate(sizes):
            base = np.bincount(self.sensitive[:, place], weights=self.weight, minlength=size) / self.weight.sum()
            value = self.sensitive[rows, place]
            distributions.append(distribute(number, value, self.weight[rows], classes, size, base))
        return Classes(np.empty((classes, 0), np.int64), weight, tuple(distributions))

    def _apply(self, nodes: Codes, column: Codes, cut: Codes) -> Codes:
        """Give each node its cut and two new nodes below it, and move its cells there."""
        born, more = len(self.below), 2 * len(nodes)
        self.cut_column[nodes], self.cut[nodes] = column, cut
        self.below[nodes] = born + 2 * np.arange(len(nodes))
        moving = np.flatnonzero(self.below[self.node] != LEAF)
        at = self.node[moving]
        self.node[moving] = self.below[at] + (self.codes[moving, self.cut_column[at]] > self.cut[at])
        self.cut_column = np.r_[self.cut_column, np.full(more, LEAF)]
        self.cut = np.r_[self.cut, np.zeros(more, np.int64)]
        self.below = np.r_[self.below, np.full(more, LEAF)]
        return np.arange(born, born + more)

    def finish(self, columns: tuple[str, ...]) -> Boxes:
        nodes = len(self.below)
        order = np.argsort(self.node, kind="stable")
        leaves, first = np.unique(self.node[order], return_index=True)
        low, high = np.zeros((2, nodes, len(columns)), np.int64)
        low[leaves] = np.minimum.reduceat(self.codes[order], first, axis=0)
        high[leaves] = np.maximum.reduceat(self.codes[order], first, axis=0)
        classes = self._classes(order, np.searchsorted(leaves, self.node[order]), len(leaves))
        unsafe = violations(classes, self.requirement)
        safe = np.zeros(nodes, np.bool_)
        safe[leaves] = ~unsafe
        wide = (high - low)[leaves] / np.maximum(np.array(self.sizes[: len(columns)]) - 1, 1)
        hidden = np.where(unsafe, 1.0, wide.mean(axis=1))
        rows = int(self.weight.sum())
        return Boxes(
            columns, self.values[: len(columns)], self.cut_column, self.cut, self.below, low, high, safe,
            float((hidden * classes.weight).sum() / rows), int(classes.weight[unsafe].sum()), rows,
        )  # fmt: skip
