"""The company's own measures bound: each SELECT gives the columns of the table that it fills."""

from collections.abc import Iterator

from expectations.company import Company
from expectations.problem import nearest
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.fault import Fault, Written
from warehouse.binding.select import bound
from warehouse.binding.statement import relations
from warehouse.binding.vocabulary import unknown_words


def measure_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every SELECT of the company's own."""
    for measure in company.measures:
        written = Written("measure", measure.table.name, f"measures/{measure.file.name}", measure.query)
        made, faults = bound(empty, written, empty.declared)
        yield from faults
        if made is None:
            continue
        names = [column.name for column in measure.table.columns]
        for name in sorted(set(names) - made.types.keys()):
            yield written.fault(1, f"The column `{name}` is not given.", "Give it, or take it out of the .yaml.")
        for name in sorted(made.types.keys() - set(names)):
            yield written.fault(1, f"`{name}` is no column of {measure.table.name}.", nearest(name, names))
        read = {table for table, _ in relations(made.statement.query)}
        columns = [c for table in empty.declared.values() if table.name in read for c in table.columns]
        yield from (written.fault(*said) for said in unknown_words(made.statement, columns))
