"""What a system holds after it took the files, by the rules of that system and with a reader of its own."""

import csv
import io

from expectations.release.destination import Destination

Held = dict[str, dict[str, str | None]]


def take(held: Held, part: str, content: bytes, destination: Destination) -> None:
    """Apply one CSV file to what the system holds: id -> field -> text, None where it knows nothing."""
    text = content.decode("utf-8-sig" if destination.bom else "utf-8")
    rows = _joined(list(csv.DictReader(io.StringIO(text, newline=""))), destination)
    id_field = destination.id_field
    for row in rows:
        if part == "create":
            held[row[id_field]] = {name: cell or None for name, cell in row.items() if name != id_field}
            continue
        ours = row.pop(id_field, None)
        theirs = row.pop(destination.target_id_field, None) if destination.target_id_field else None
        found = theirs.removeprefix("T") if theirs else ours
        assert found is not None, "no id says which row is meant"
        if part == "remove":
            held.pop(found)
            continue
        for name, cell in row.items():
            if destination.null_in_update and cell == destination.null_in_update:
                held[found][name] = None
            elif cell or not destination.null_in_update:
                held[found][name] = cell or None
        if destination.each_into:
            sent = {name for name in destination.each_on_a_line if name in row}
            for name in set(destination.each_on_a_line) - sent:
                held[found].pop(name, None)


def _joined(rows: list[dict[str, str]], destination: Destination) -> list[dict[str, str]]:
    """Rows of several lines as one, each kind of contact a field of its own."""
    if not destination.each_into or not rows or destination.each_into[0] not in rows[0]:
        return rows
    kind, value = destination.each_into
    found: list[dict[str, str]] = []
    for row in rows:
        kinds, values = row.pop(kind), row.pop(value)
        if any(row.values()):
            found.append(row)
        if kinds:
            found[-1][kinds] = values
    return found
