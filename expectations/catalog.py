"""All declared tables by name."""

from functools import cache
from importlib import import_module

from expectations.table import Table

SCHEMAS = (
    "core",
    "identity",
    "value",
    "lifecycle",
    "satisfaction",
    "relationship",
    "memory",
    "segment",
    "privacy",
    "ops",
)


@cache
def tables() -> dict[str, Table]:
    """Every declared table, name -> declaration, in the order of the schemas and of their modules."""
    found: dict[str, Table] = {}
    for schema in SCHEMAS:
        for value in vars(import_module(f"expectations.{schema}")).values():
            if isinstance(value, Table) and value.schema == schema:
                found[value.name] = value
    return found
