"""Attributes of customers, gathered from the columns of contracts that say `attribute: true`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage

from expectations.contract.source_object import Contract, SourceObject
from expectations.own import Attribute, Told, merged
from expectations.problem import Problem
from expectations.segment import CUSTOMER_360
from expectations.table import Column

RENAME = "Give the column another `name`; `physicalName` says how the source calls it."


@dataclass(frozen=True, slots=True)
class _Place:
    """A column marked as an attribute, and where its contract says so."""

    found: SourceObject
    column: Column
    path: str
    line: int

    def problem(self, sentence: str, fix: str) -> Problem:
        return Problem(self.path, self.line, sentence, fix)


def read_attributes(
    contracts: Iterable[Contract],
    mappings: Mapping[tuple[str, str], tuple[Path, str]],
    problems: list[Problem],
) -> tuple[Attribute, ...]:
    """The attributes of the company by name; one that several sources tell has one type, and one name in the wide row.

    Notes a name that the wide row has already, types that differ, and keys that no party of the source has.
    """
    places: dict[str, list[_Place]] = {}
    for contract in contracts:
        path = f"sources/{contract.source}/contract.yaml"
        for found in contract.objects:
            marked = [
                _Place(found, c, path, found.attributes[c.name]) for c in found.columns if c.name in found.attributes
            ]
            if marked:
                problems += _foreign(contract, found, mappings, marked[0])
            for place in marked:
                places.setdefault(place.column.name, []).append(place)
    taken = {column.name for column in CUSTOMER_360.columns}
    attributes = []
    for name, several in sorted(places.items()):
        first = several[0]
        if name != name.lower():
            problems.append(first.problem(f"`{name}` cannot be the name of an attribute: use small letters.", RENAME))
        for word in (name, f"{name}_on"):
            if word in taken or (word != name and word in places):
                problems.append(first.problem(f"{CUSTOMER_360.name} has a column `{word}` already.", RENAME))
        for other in several[1:]:
            if other.column.type != first.column.type:
                said = f"`{name}` is {other.column.type} here and {first.column.type} in {first.path}."
                problems.append(other.problem(said, "Declare one type, or give one of them another name."))
        column = merged(name, [place.column for place in several])
        attributes.append(Attribute(column, tuple(_told(place) for place in several)))
    return tuple(attributes)


def _told(place: _Place) -> Told:
    found = place.found
    cursor = next((c for c in found.columns if c.name == found.cursor and c.type in ("DATE", "TIMESTAMP")), None)
    is_moment = cursor is not None and cursor.type == "TIMESTAMP"
    return Told(
        found.source,
        found.name,
        place.column.name,
        str(found.party_key),
        cursor.name if cursor else None,
        is_moment,
    )


def _foreign(
    contract: Contract, found: SourceObject, mappings: Mapping[tuple[str, str], tuple[Path, str]], place: _Place
) -> list[Problem]:
    """What keeps the keys from being those of the source's parties: no party is mapped, or under another key."""
    _, query = mappings.get((contract.source, "core.party"), (None, None))
    if query is None:
        fix = f"Write sources/{contract.source}/party.sql, or let the source that knows the customer tell it."
        return [place.problem(f"`{contract.source}` feeds no core.party, so nobody has the attribute.", fix)]
    columns, is_plain = _keys(query, contract, found.name)
    if columns and found.party_key not in columns:
        fix = f"Mark `{columns[0]}` with the custom property `party_key: true`, if it is the one."
        said = f"party.sql takes the key from `{columns[0]}`, not from `{found.party_key}`: nobody has the attribute."
        return [place.problem(said, fix)]
    if columns and not is_plain:
        fix = "Let party_key be the column as it is, or write a measure of grain party."
        return [place.problem(f"party.sql makes another key of `{found.party_key}`, so nobody has the attribute.", fix)]
    return []


def _keys(query: str, contract: Contract, name: str) -> tuple[list[str], bool]:
    """Columns of one object from which the mapping takes party_key, and whether it takes them as they are."""
    schema: dict[str, object] = {
        contract.source: {o.name: {c.name: c.type for c in o.columns} for o in contract.objects}
    }
    try:
        root = lineage("party_key", query, schema=schema, dialect="duckdb")
    except (sqlglot.errors.SqlglotError, ValueError):
        return [], True  # the mapping itself is at fault, and is told so
    nodes = list(root.walk())
    read = {
        node.name.split(".")[-1]
        for node in nodes
        if not node.downstream and isinstance(node.source, exp.Table) and node.source.name == name
    }
    return sorted(read), all(_is_plain(node.expression) for node in nodes if node.downstream)


def _is_plain(tree: exp.Expr) -> bool:
    """Whether an expression gives a column as it is, but for its type."""
    inner = tree.unalias()
    while isinstance(inner, exp.Cast | exp.TryCast | exp.Paren):
        inner = inner.this
    return isinstance(inner, exp.Column | exp.Query)
