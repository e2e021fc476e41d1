"""What a generalisation costs: utility metrics of ARX, on the classes of a node and which of them are kept.

Suppressed rows count as wholly hidden. Source: ARX (Prasser et al. 2020), package metric.v2, whose
published test values these functions reproduce.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transforms.method.anonymity.cells import Codes, Floats, Mask, Weights
from transforms.method.anonymity.hierarchy import CodedLevel

Levels = Sequence[Sequence[CodedLevel]]


def average_class_size(weight: Weights, kept: Mask) -> float:
    """Rows a class, all suppressed rows forming one class (LeFevre et al. 2006, not normalised by k)."""
    return float(weight.sum() / (kept.sum() + (not kept.all())))


def discernibility(weight: Weights, kept: Mask) -> int:
    """Sum over rows of the rows each cannot be told from (Bayardo and Agrawal 2005)."""
    return int((weight[kept] ** 2).sum() + weight.sum() * weight[~kept].sum())


def discernibility_star(weight: Weights) -> int:
    """Discernibility as if nothing were suppressed: never falls when labels get wider."""
    return int((weight**2).sum())


def height(node: Sequence[int]) -> int:
    """Sum of the levels (Samarati 2001)."""
    return sum(node)


def precision(levels: Levels, node: Sequence[int], weight: Weights, kept: Mask) -> float:
    """Mean share of its hierarchy that a cell climbed, 0 to 1, suppressed cells 1 (Sweeney 2002)."""
    suppressed = weight[~kept].sum() / weight.sum()
    return float(suppressed + (1 - suppressed) * precision_star(levels, node))


def precision_star(levels: Levels, node: Sequence[int]) -> float:
    """Precision as if nothing were suppressed."""
    climbed = [at / (len(column) - 1) if len(column) > 1 else 0.0 for column, at in zip(levels, node, strict=True)]
    return float(np.mean(climbed))


def loss_by_column(levels: Levels, node: Sequence[int], codes: Codes, weight: Weights, kept: Mask) -> Floats:
    """Mean share of its domain that a cell's label hides, one a column, 0 to 1 (Iyengar 2002)."""
    rows = weight.sum()
    hidden = [
        (np.where(kept, column[at].loss[codes[:, place]], 1.0) * weight).sum() / rows
        for place, (column, at) in enumerate(zip(levels, node, strict=True))
    ]
    return np.array(hidden, dtype=np.float64)


def entropy(
    levels: Levels, node: Sequence[int], counts: Sequence[Weights], codes: Codes, weight: Weights, kept: Mask
) -> float:
    """Bits lost by labels and by suppression, over all columns: non-uniform entropy (Gionis and Tassa 2009).

    `counts[j][i]` is the number of rows with value i of column j before generalising.
    """
    bits = 0.0
    for place, (column, at) in enumerate(zip(levels, node, strict=True)):
        under = np.bincount(column[at].codes, weights=counts[place])[column[at].codes]
        bits -= (counts[place] * np.log2(counts[place] / under)).sum()
        hidden = np.bincount(codes[~kept, place], weights=weight[~kept])
        hidden = hidden[hidden > 0]
        bits -= (hidden * np.log2(hidden / hidden.sum())).sum()
    return float(bits)
