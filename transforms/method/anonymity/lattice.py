"""Full-domain generalisation: one level for each column, the same for every row (Samarati 2001).

Every node of the lattice is evaluated. With suppression the loss is not monotone along the lattice, so a
node may not be skipped because one below it is already good. Rows are counted once; generalising a column
merges cells, and each merge starts from the smaller table that the columns before it left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from transforms.method.anonymity import loss
from transforms.method.anonymity.cells import Cells, Codes, Weights, aggregate, count_cells
from transforms.method.anonymity.hierarchy import CodedLevel, Hierarchy, Level, code_levels
from transforms.method.anonymity.requirement import Classes, Requirement, classify, violations

Node = tuple[int, ...]
Objective = Literal["loss", "discernibility", "discernibility_star"]


class NoSafeGeneralisationError(ValueError):
    """No node of the lattice meets the requirement within its suppression limit."""


@dataclass(frozen=True)
class Lattice:
    """Counted rows with their coded hierarchies; the sensitive columns stand behind the quasi-identifiers."""

    cells: Cells
    hierarchies: tuple[Hierarchy, ...]
    levels: tuple[tuple[CodedLevel, ...], ...]

    @property
    def sensitive_sizes(self) -> tuple[int, ...]:
        """Number of different values of each sensitive column."""
        return tuple(len(values) for values in self.cells.values[len(self.levels) :])


@dataclass(frozen=True)
class Scored:
    """A node with its loss and the rows that its unsafe classes hold."""

    loss: float
    node: Node
    suppressed: int


@dataclass(frozen=True)
class FullDomain:
    """A frozen generalisation: one level a column, chosen once and applied to any later rows."""

    levels: dict[str, Level]
    loss: float
    suppressed: int
    rows: int


def build_lattice(frame: pl.DataFrame, hierarchies: Sequence[Hierarchy], sensitive: Sequence[str] = ()) -> Lattice:
    """The lattice over the rows of a frame; ValueError where a hierarchy is not one."""
    cells = count_cells(frame, [*(hierarchy.column for hierarchy in hierarchies), *sensitive])
    levels = tuple(
        tuple(code_levels(hierarchy, values)) for hierarchy, values in zip(hierarchies, cells.values, strict=False)
    )
    return Lattice(cells, tuple(hierarchies), levels)


def classes_at(lattice: Lattice, node: Sequence[int]) -> Classes:
    """The classes of one node."""
    codes, weight, sizes = lattice.cells.codes, lattice.cells.weight, _base_sizes(lattice)
    for place, level in enumerate(node):
        codes, weight, sizes = _widen(lattice, place, level, codes, weight, sizes)
    return classify(codes, weight, len(lattice.levels), lattice.sensitive_sizes)


def score_nodes(lattice: Lattice, requirement: Requirement, objective: Objective = "loss") -> Iterator[Scored]:
    """Every node with what it costs: mean hidden share of the domains (0 to 1), or discernibility."""
    for node, classes in _walk(lattice):
        kept = ~violations(classes, requirement)
        match objective:
            case "loss":
                hidden = loss.loss_by_column(lattice.levels, node, classes.codes, classes.weight, kept)
                cost = float(hidden.mean())
            case "discernibility":
                cost = loss.discernibility(classes.weight, kept)
            case "discernibility_star":
                cost = loss.discernibility_star(classes.weight)
        yield Scored(cost, node, int(classes.weight[~kept].sum()))


def choose_full_domain(
    frame: pl.DataFrame,
    hierarchies: Sequence[Hierarchy],
    requirement: Requirement,
    sensitive: Sequence[str] = (),
    objective: Objective = "loss",
) -> FullDomain:
    """The node of least loss whose unsafe rows stay within the suppression limit; ties go to the lower node.

    NoSafeGeneralisationError if there is none, ValueError for a frame without rows.
    """
    if frame.is_empty():
        raise ValueError("a generalisation is chosen on rows")
    lattice = build_lattice(frame, hierarchies, sensitive)
    allowed = requirement.suppression_limit * frame.height
    safe = [scored for scored in score_nodes(lattice, requirement, objective) if scored.suppressed <= allowed]
    if not safe:
        raise NoSafeGeneralisationError("no generalisation meets the requirement within the suppression limit")
    best = min(safe, key=lambda scored: (scored.loss, sum(scored.node), scored.node))
    levels = {hierarchy.column: hierarchy.levels[at] for hierarchy, at in zip(hierarchies, best.node, strict=True)}
    return FullDomain(levels, best.loss, best.suppressed, frame.height)


def _base_sizes(lattice: Lattice) -> list[int]:
    return [len(values) for values in lattice.cells.values]


def _widen(
    lattice: Lattice, place: int, level: int, codes: Codes, weight: Weights, sizes: list[int]
) -> tuple[Codes, Weights, list[int]]:
    """The cells after one column has been taken from its own values to a level."""
    if level == 0:
        return codes, weight, sizes
    coded = lattice.levels[place][level]
    codes = codes.copy()
    codes[:, place] = coded.codes[codes[:, place]]
    sizes = [*sizes[:place], len(coded.labels), *sizes[place + 1 :]]
    codes, weight = aggregate(codes, weight, sizes)
    return codes, weight, sizes


def _walk(lattice: Lattice) -> Iterator[tuple[Node, Classes]]:
    """Every node with its classes, the column with most values widened first so that tables shrink early."""
    order = sorted(range(len(lattice.levels)), key=lambda place: -len(lattice.cells.values[place]))
    node = [0] * len(order)

    def descend(depth: int, codes: Codes, weight: Weights, sizes: list[int]) -> Iterator[tuple[Node, Classes]]:
        if depth == len(order):
            yield tuple(node), classify(codes, weight, len(order), lattice.sensitive_sizes)
            return
        place = order[depth]
        for level in range(len(lattice.levels[place])):
            node[place] = level
            yield from descend(depth + 1, *_widen(lattice, place, level, codes, weight, sizes))

    yield from descend(0, lattice.cells.codes, lattice.cells.weight, _base_sizes(lattice))
