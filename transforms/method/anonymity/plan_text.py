"""Generalisations as JSON text, so that a release contract keeps the one it was published with."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from transforms.method.anonymity.boxes import Boxes
from transforms.method.anonymity.hierarchy import Level
from transforms.method.anonymity.lattice import FullDomain

# Types whose text reads back as the same value; a moment must be made a day before it can be generalised.
DTYPES: dict[str, Any] = {
    str(dtype): dtype
    for dtype in (
        pl.Boolean, pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64,
        pl.Float64, pl.String, pl.Date,
    )
}  # fmt: skip
ARRAYS = ("cut_column", "cut", "below", "low", "high")


def save(plan: FullDomain | Boxes) -> str:
    """A plan as JSON text with sorted keys; TypeError for boxes over a type that has no exact text."""
    if isinstance(plan, FullDomain):
        return json.dumps({"kind": "full_domain", **asdict(plan)}, ensure_ascii=False, sort_keys=True)
    content = {
        "kind": "boxes",
        "columns": plan.columns,
        "values": [_saved_values(values) for values in plan.values],
        **{name: getattr(plan, name).tolist() for name in (*ARRAYS, "safe")},
        "loss": plan.loss, "suppressed": plan.suppressed, "rows": plan.rows,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def load(text: str) -> FullDomain | Boxes:
    """The plan that `save` wrote; ValueError for anything else."""
    content = json.loads(text)
    match content.pop("kind", None):
        case "full_domain":
            content["levels"] = {column: Level(**level) for column, level in content["levels"].items()}
            return FullDomain(**content)
        case "boxes":
            arrays = {name: np.array(content[name], dtype=np.int64) for name in ARRAYS}
            return Boxes(
                columns=tuple(content["columns"]),
                values=tuple(_loaded_values(values) for values in content["values"]),
                safe=np.array(content["safe"], dtype=np.bool_),
                loss=content["loss"],
                suppressed=content["suppressed"],
                rows=content["rows"],
                **arrays,
            )
        case kind:
            raise ValueError(f"not a frozen generalisation: kind {kind!r}")


def _saved_values(values: pl.Series) -> dict[str, Any]:
    dtype = str(values.dtype)
    if dtype not in DTYPES:
        raise TypeError(f"column {values.name}: {dtype} cannot be frozen")
    plain = values.to_list() if values.dtype != pl.Date else values.cast(pl.String).to_list()
    return {"name": values.name, "dtype": dtype, "values": plain}


def _loaded_values(content: dict[str, Any]) -> pl.Series:
    dtype = DTYPES[content["dtype"]]
    if dtype == pl.Date:
        return pl.Series(content["name"], content["values"], dtype=pl.String).str.to_date("%Y-%m-%d")
    return pl.Series(content["name"], content["values"], dtype=dtype)
