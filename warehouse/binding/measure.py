"""The company's own measures bound: each SELECT gives the columns of the table that it fills."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from expectations.catalog import tables
from expectations.problem import nearest
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault, Measure, Written
from warehouse.binding.select import bound
from warehouse.binding.statement import relations
from warehouse.binding.vocabulary import unknown_words


def measure_faults(measures: Iterable[Measure], root: Path, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every SELECT of the company's own."""
    for measure in measures:
        path = measure.file.relative_to(root).as_posix()
        written = Written("measure", measure.target, path, measure.query)
        made, faults = bound(empty, written, tables())
        yield from faults
        if made is None:
            continue
        for name in measure.columns.keys() - made.types.keys():
            yield written.fault(1, f"The column `{name}` is not given.", "Give it, or take it out of the .yaml.")
        for name in made.types.keys() - measure.columns.keys():
            fix = nearest(name, measure.columns)
            yield written.fault(1, f"`{name}` is no column of {measure.target}.", fix)
        read = {table for table, _ in relations(made.statement.query)}
        columns = [column for table in tables().values() if table.name in read for column in table.columns]
        yield from (written.fault(*said) for said in unknown_words(made.statement, columns))
