"""From which declared columns each column of a SELECT comes, and so how it is graded."""

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage

from expectations.catalog import tables
from expectations.table import GRADES, Column, Grade


@dataclass(frozen=True, slots=True)
class Lineage:
    """A column of a SELECT: the declared columns behind it, and the highest grade among them."""

    name: str
    origins: tuple[tuple[str, Column], ...]

    @property
    def grade(self) -> Grade:
        """The highest grade of what it comes from; a constant is public."""
        return max((column.classification for _, column in self.origins), key=GRADES.index, default="public")

    @property
    def has_free_text(self) -> bool:
        """Some of it was written freely."""
        return any(column.role == "free_text" for _, column in self.origins)

    @property
    def says_who(self) -> bool:
        """Some of it says directly who somebody is."""
        return any(column.role == "direct_id" for _, column in self.origins)


class Unclassified(Exception):
    """A column comes from something that nobody declared; the sentence names it."""


def columns_of(query: str) -> list[Lineage]:
    """Each column of the SELECT in its order, traced; Unclassified when a trace ends outside the declarations."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in tables().values():
        schema.setdefault(table.schema, {})[table.name.split(".")[1]] = {c.name: c.type for c in table.columns}
    tree = sqlglot.parse_one(query, read="duckdb")
    if not isinstance(tree, exp.Query):
        raise Unclassified("a release is one SELECT")
    return [Lineage(name, _origins(name, query, schema)) for name in tree.named_selects]


def _origins(
    name: str, query: str, schema: dict[str, dict[str, dict[str, str]]]
) -> tuple[tuple[str, Column], ...]:
    try:
        root = lineage(name, query, schema=schema, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        raise Unclassified(f"the column {name} cannot be traced to declared columns; name tables and columns") from None
    found: dict[str, tuple[str, Column]] = {}
    for node in root.walk():
        if node.downstream or not isinstance(node.source, exp.Table):
            continue
        table = f"{node.source.db}.{node.source.name}"
        column = node.name.split(".")[-1]
        declared = tables().get(table)
        if declared is None or column not in {c.name for c in declared.columns}:
            raise Unclassified(f"the column {name} comes from {table}.{column}, which nobody declared")
        found[f"{table}.{column}"] = (table, declared.column(column))
    return tuple(found[key] for key in sorted(found))
