"""Mappings bound: each SELECT feeds its common table as the night will have it."""

from collections.abc import Iterator

import duckdb

from expectations.catalog import tables
from expectations.company import Company
from warehouse.admission.cast import Writing
from warehouse.admission.feed import feed
from warehouse.admission.quarantine import NightStopped
from warehouse.binding.empty import EmptyWarehouse
from warehouse.binding.engine_fault import unfit as unfit_value
from warehouse.binding.fault import Fault, Written
from warehouse.binding.fit import unfit
from warehouse.binding.select import bound


def mapping_faults(company: Company, empty: EmptyWarehouse) -> Iterator[Fault]:
    """Every fault of every mapping, in the order of the company."""
    # A source whose contract cannot be read is one all the same.
    folders = (path.parent.name for path in (company.root / "sources").glob("*/contract.yaml"))
    sources = {contract.source for contract in company.contracts}.union(folders)
    objects = {one.table for contract in company.contracts for one in contract.objects}
    for (source, target), (file, query) in company.mappings.items():
        path = file.relative_to(company.root).as_posix() if file.is_relative_to(company.root) else file.name
        written = Written("mapping", path, path, query)
        made, faults = bound(empty, written, {name for name in objects if name.startswith(f"{source}.")})
        yield from faults
        if made is None:
            continue
        table = tables()[target]
        strange = list(unfit(empty.con, made, written, table, sources))
        yield from strange
        if not strange and set(made.types) <= {column.name for column in table.columns if column.name != "source"}:
            yield from _as_at_night(company, empty, written, target, source)


def _as_at_night(
    company: Company, empty: EmptyWarehouse, written: Written, target: str, source: str
) -> Iterator[Fault]:
    """The SELECT within the text that the night makes of it."""
    empty.provide("ops.setting")
    try:
        made = feed(empty.con, tables()[target], source, written.text, Writing(company.time_zone))
        empty.con.execute(f"describe {made}")
    except NightStopped as stopped:
        yield written.fault(1, f"{str(stopped).partition(': ')[2]}.", "Look at the words of this file.")
    except duckdb.Error as error:
        yield written.fault(1, *unfit_value(error))
