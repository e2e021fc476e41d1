"""Whether the steps of engine and company can be ordered, from the names that their texts hold.

The night reads the steps themselves (warehouse/graph.py), which takes a second; `validate` is asked more often.
"""

import re
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter

from expectations.catalog import SCHEMAS, tables
from expectations.company import Company
from expectations.own import is_of_customers
from expectations.segment import CUSTOMER_360
from warehouse.binding.empty import QUALIFIED
from warehouse.binding.fault import Fault, Written
from warehouse.step_text import ROOT

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


def order_faults(company: Company) -> Iterator[Fault]:
    """Measures that read each other, or what is made of them, in a circle."""
    own = {measure.table.name for measure in company.measures}
    reads = reads_of_engine() | {one.table.name: _named(one.query, own) for one in company.measures}
    reads[CUSTOMER_360.name] |= {measure.table.name for measure in company.measures if is_of_customers(measure.table)}
    try:
        TopologicalSorter({table: names & reads.keys() for table, names in reads.items()}).prepare()
    except CycleError as error:
        circle = list(error.args[1])
        for measure in company.measures:
            if measure.table.name in circle:
                written = Written("measure", measure.table.name, f"measures/{measure.file.name}", measure.query)
                said = f"These tables read each other in a circle: {' -> '.join(circle)}."
                yield written.fault(1, said, "Read what stands before it, or last night's rows.")


def _named(text: str, own: Collection[str] = ()) -> set[str]:
    known = {*tables(), *own}
    found = QUALIFIED.findall(COMMENT.sub("", text))
    return {f"{schema}.{table}" for before, schema, table in found if not before and f"{schema}.{table}" in known}
