"""All declared tables by name."""

from functools import cache

from expectations import core, identity, lifecycle, memory, ops, privacy, relationship, satisfaction, segment, value
from expectations.table import Table

MODULES = (core, identity, value, lifecycle, satisfaction, relationship, memory, segment, privacy, ops)
SCHEMAS = tuple(module.__name__.rpartition(".")[2] for module in MODULES)


@cache
def tables() -> dict[str, Table]:
    """Every declared table, name -> declaration, in the order of the schemas and of their modules."""
    found: dict[str, Table] = {}
    for schema, module in zip(SCHEMAS, MODULES, strict=True):
        for declared in vars(module).values():
            if isinstance(declared, Table) and declared.schema == schema:
                found[declared.name] = declared
    return found
