"""The Adult data with ARX's hierarchies and published figures, where the shared data are present."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from transforms.method.anonymity.cells import Codes
from transforms.method.anonymity.distribution import Distribution
from transforms.method.anonymity.hierarchy import Hierarchy, code_levels, tree

PROJECT = Path(__file__).parents[4]
SHARED_DATA = Path(os.environ.get("SHOPKEEPER_SHARED_DATA", PROJECT.parent / "shared" / "data"))
ARX = SHARED_DATA / "privacy" / "arx"

needs_arx = pytest.mark.skipif(not ARX.is_dir(), reason="the published ARX figures are not on this machine")

SENSITIVE = "occupation"


@cache
def adult() -> pl.DataFrame:
    """30,162 persons, nine columns of text."""
    return pl.read_csv(ARX / "adult.csv", separator=";", infer_schema=False)


@cache
def adult_hierarchy(column: str) -> Hierarchy:
    """ARX's hierarchy of one column of Adult."""
    path = ARX / f"adult_hierarchy_{column}.csv"
    return tree(column, pl.read_csv(path, separator=";", has_header=False, infer_schema=False))


def quasi_identifiers() -> list[str]:
    """The columns of Adult in the order of ARX's lattice nodes."""
    return [column for column in adult().columns if column != SENSITIVE]


def parents(hierarchy: Hierarchy, values: pl.Series) -> list[Codes]:
    """For each height of a hierarchy the node above each node of the height below."""
    found = []
    levels = code_levels(hierarchy, values)
    for below, above in zip(levels, levels[1:], strict=False):
        parent = np.zeros(len(below.labels), np.int64)
        parent[below.codes] = above.codes
        found.append(parent)
    return found


def distance_hierarchical(of: Distribution, above: list[Codes]) -> np.ndarray:
    """Earth mover's distance of each class from the whole where values are the leaves of a tree: 0 to 1.

    What can be balanced under a node costs its height over the height of the tree; the rest moves up
    (Li et al. 2007). Only the published figures use it, so it stands here.
    """
    extra = np.zeros((len(of.first), len(of.base)))
    extra[of.class_number, of.value] = of.share
    extra -= of.base
    cost = np.zeros(len(of.first))
    for height, parent in enumerate(above, start=1):
        under = np.eye(int(parent.max()) + 1)[parent]
        surplus, lack = np.maximum(extra, 0.0) @ under, np.maximum(-extra, 0.0) @ under
        cost += np.minimum(surplus, lack).sum(axis=1) * height / len(above)
        extra = surplus - lack
    return cost
