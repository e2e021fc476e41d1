"""Whose attributes an object of a contract tells: the column that holds the key of the record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from expectations.problem import Findings, Place
from expectations.table import Column

DATED = ("DATE", "TIMESTAMP")


def party_key_of(
    attributes: Collection[str],
    marked: Sequence[str],
    columns: Sequence[Column],
    key: Sequence[str],
    delivery: Mapping[str, Any],
    place: Place,
    findings: Findings,
) -> str | None:
    """The column that holds the key of the party whose attributes an object tells; None when it tells none.

    The column with `party_key: true`, else the object's only key column. One row a party, or a cursor that says which
    row of a party is the newest; whatever is against that is noted.
    """
    if not attributes:
        if marked:
            fix = "Mark a column with `attribute: true`, or take `party_key` out."
            findings.add(place, f"`{marked[0]}` is a party's key, and no column is an attribute.", fix)
        return None
    if len(marked) > 1 or (not marked and len(key) != 1):
        fix = "Mark the one column that holds the key of the party with the custom property `party_key: true`."
        findings.add(place, f"It is not clear whose attribute `{next(iter(attributes))}` is.", fix)
        return None
    party_key = marked[0] if marked else key[0]
    cursor = next((c.type for c in columns if c.name == delivery.get("cursor")), "")
    if tuple(key) != (party_key,) and cursor not in DATED:
        fix = f"Let `{party_key}` be the key of the object, or give it a `cursor` of days or moments."
        findings.add(place, "A party may have several rows, and none of them is the newest.", fix)
    for name in attributes:
        if name in (party_key, delivery.get("operation_column")):
            findings.add(place, f"`{name}` says which row it is: no attribute.", "Take `attribute: true` out.")
    return party_key
