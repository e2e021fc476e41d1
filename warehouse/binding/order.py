"""Whether the steps of engine and company can be ordered, from the names that their texts hold.

The night reads the steps themselves (warehouse/graph.py), which takes a second; `validate` is asked more often.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from expectations.catalog import SCHEMAS, tables
from warehouse.binding.empty import QUALIFIED
from warehouse.binding.fault import Fault, Measure, Written
from warehouse.graph import ROOT

COMMENT = re.compile(r"--[^\n]*")
INPUTS = re.compile(r"^INPUTS?\s*=\s*(\([^)]*\)|\"[^\"]*\")", re.MULTILINE)


def reads_of_engine() -> dict[str, set[str]]:
    """Step of the engine -> the tables of tonight that it reads."""
    found = {}
    for schema in SCHEMAS:
        for path in sorted((ROOT / schema).glob("*.*")):
            if path.suffix in (".sql", ".py") and path.stem != "__init__":
                text = path.read_text("utf-8")
                found[f"{schema}.{path.stem}"] = _named(
                    text if path.suffix == ".sql" else "".join(INPUTS.findall(text))
                )
    return found


def order_faults(measures: Sequence[Measure], root: Path) -> Iterator[Fault]:
    """Measures that read each other, or what is made of them, in a circle."""
    own = {measure.target for measure in measures}
    reads = reads_of_engine() | {measure.target: _named(measure.query, own) for measure in measures}
    try:
        TopologicalSorter({table: names & reads.keys() for table, names in reads.items()}).prepare()
    except CycleError as error:
        circle = list(error.args[1])
        for measure in measures:
            if measure.target in circle:
                written = Written("measure", measure.target, measure.file.relative_to(root).as_posix(), measure.query)
                said = f"These tables read each other in a circle: {' -> '.join(circle)}."
                yield written.fault(1, said, "Read what stands before it, or last night's rows.")


def _named(text: str, own: Collection[str] = ()) -> set[str]:
    known = {*tables(), *own}
    found = QUALIFIED.findall(COMMENT.sub("", text))
    return {f"{schema}.{table}" for before, schema, table in found if not before and f"{schema}.{table}" in known}
