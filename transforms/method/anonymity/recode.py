"""Rows that pass a frozen generalisation, and what is left of them when every class must be safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.method.anonymity.boxes import Boxes, place_in_boxes
from transforms.method.anonymity.hierarchy import generalise
from transforms.method.anonymity.lattice import FullDomain
from transforms.method.anonymity.requirement import Requirement, classes_of, violations


@dataclass(frozen=True)
class Recoded:
    """Generalised rows that meet a requirement, in their order, and how many were left out to get there."""

    rows: pl.DataFrame
    suppressed: int

    @property
    def suppressed_share(self) -> float:
        """Share of the rows left out, 0 to 1."""
        return self.suppressed / max(self.rows.height + self.suppressed, 1)


def recode(
    frame: pl.DataFrame, plan: FullDomain | Boxes, requirement: Requirement, sensitive: Sequence[str] = ()
) -> Recoded:
    """The rows of a frame under a frozen plan, unsafe classes left out.

    Nothing is optimised here. The suppression limit is for the caller to hold against `suppressed_share`.
    """
    if isinstance(plan, Boxes):
        columns: Sequence[str] = plan.columns
        labelled = place_in_boxes(frame, plan)
    else:
        columns = list(plan.levels)
        labelled = generalise(frame, plan.levels)
    kept = suppress(labelled, columns, requirement, sensitive)
    return Recoded(kept, frame.height - kept.height)


def suppress(
    frame: pl.DataFrame,
    quasi_identifiers: Sequence[str],
    requirement: Requirement,
    sensitive: Sequence[str] = (),
) -> pl.DataFrame:
    """The rows whose classes are safe, in their order.

    Leaving rows out moves the distribution that t is told against, so classes are looked at again until all
    hold: what is released is what was measured.
    """
    columns = list(quasi_identifiers)
    while not frame.is_empty():
        cells, classes = classes_of(frame, columns, sensitive)
        unsafe = violations(classes, requirement)
        if not unsafe.any():
            break
        failing = pl.DataFrame(
            {
                column: values.gather(classes.codes[np.flatnonzero(unsafe), place])
                for place, (column, values) in enumerate(zip(columns, cells.values, strict=False))
            }
        )
        frame = frame.join(failing, on=columns, how="anti", nulls_equal=True, maintain_order="left")
    return frame
