"""All declared tables by name."""

from collections.abc import Iterable
from functools import cache

from expectations import core, identity, lifecycle, memory, ops, privacy, relationship, satisfaction, segment, value
from expectations.table import Table

MODULES = (core, identity, value, lifecycle, satisfaction, relationship, memory, segment, privacy, ops)
SCHEMAS = tuple(module.__name__.rpartition(".")[2] for module in MODULES)


def tables(own: Iterable[Table] = ()) -> dict[str, Table]:
    """Every declared table, name -> declaration, in the order of the schemas and of their modules.

    `own` are the tables of a company (`Company.tables`): one of the engine's name stands in its place, others follow.
    """
    return _of_the_engine() | {table.name: table for table in own}


@cache
def _of_the_engine() -> dict[str, Table]:
    found: dict[str, Table] = {}
    for schema, module in zip(SCHEMAS, MODULES, strict=True):
        for declared in vars(module).values():
            if isinstance(declared, Table) and declared.schema == schema:
                found[declared.name] = declared
    return found
