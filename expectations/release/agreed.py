"""`releases/<name>.yaml` read: what its keys say, and whether they fit one another and the destination."""

import re
from collections.abc import Iterable
from typing import Any

from expectations.lined_model import fit
from expectations.problem import Findings, nearest
from expectations.release.agreement import Agreement
from expectations.release.destination import Destination, destinations

LABEL = re.compile(r"keep|month|year|decade|hide|(?:band|prefix) [1-9][0-9]{0,5}")
# What only one way of releasing has a use for.
MODES = {
    "pseudonymous": ("quasi_identifiers", "sensitive", "generalise", "l", "t"),
    "aggregate": ("keys", "epsilon", "budget"),
}
LISTS = ("quasi_identifiers", "sensitive", "scanned", "phones", "numbers")


def read_agreement(given: Any, findings: Findings) -> Agreement | None:
    """The agreement from the content of its file; None, with the findings, when its keys cannot be read."""
    made = fit(Agreement, given, (), findings)
    if made is None:
        return None
    _check_columns(made, findings)
    _check_mode(made, findings)
    destination = destinations().get(made.target)
    if destination is None:
        findings.unknown(("target",), "target", made.target, destinations())
    else:
        _check_destination(made, destination, findings)
    return made


def _check_columns(made: Agreement, findings: Findings) -> None:
    """The id first, no column twice, and no word about a column that is not sent."""
    if made.columns[0] != "customer_id":
        findings.add(("columns",), "The first column is not the customer's id.", "Begin with `customer_id`.")
    for key in ("columns", *LISTS):
        for column in sorted(_twice(getattr(made, key))):
            findings.add((key,), f"`{column}` stands twice.", "Keep one of them.")
    for key in (*LISTS, "fields", "values", "max_characters"):
        for column in getattr(made, key):
            if column not in made.columns:
                fix = f"Add it to `columns`, or take it out here. {nearest(column, made.columns)}"
                findings.add((key, column), f"`{column}` is not among the columns.", fix)
    for name in sorted(_twice(made.fields.values())):
        findings.add(("fields",), f"Two columns go to the field `{name}`.", "Give each a field of its own.")
    for column, words in made.generalise.items():
        if column not in made.quasi_identifiers:
            findings.add(("generalise", column), f"`{column}` is no quasi-identifier.", "Add it there, or take it out.")
        for word in words:
            if not LABEL.fullmatch(word):
                fix = "It is keep, month, year, decade, band N, prefix N or hide."
                findings.add(("generalise", column), f"`{word}` is no label.", fix)


def _twice(names: Iterable[str]) -> set[str]:
    listed = list(names)
    return {name for name in listed if listed.count(name) > 1}


def _check_mode(made: Agreement, findings: Findings) -> None:
    for mode, keys in MODES.items():
        for key in keys if made.mode != mode else ():
            if getattr(made, key):
                findings.add(
                    (key,), f"`{key}` means nothing for {made.mode}.", f"Take it out, or write `mode: {mode}`."
                )
    if made.mode == "pseudonymous" and not made.quasi_identifiers:
        findings.add((), "A pseudonymous release names its quasi_identifiers.", "Write `quasi_identifiers: [...]`.")
    if made.mode == "pseudonymous" and (made.l or made.t is not None) and not made.sensitive:
        findings.add((), "`l` and `t` are about sensitive columns.", "Write `sensitive: [...]`, or take them out.")
    if made.mode == "aggregate":
        _check_counts(made, findings)


def _check_counts(made: Agreement, findings: Findings) -> None:
    if made.columns != ("customer_id", *made.keys) or not made.keys:
        findings.add(("keys",), "Counts have the columns customer_id and `keys`.", "Write `keys: {column: [values]}`.")
    if not made.epsilon or made.epsilon <= 0 or not made.budget or made.epsilon > made.budget:
        findings.add(("epsilon",), "Counts spend an `epsilon` of a `budget`.", "Write `epsilon: 0.1`, `budget: 1.0`.")
    if made.target != "csv":
        findings.add(("target",), "Counts are sent as csv.", "Leave `target` out.")


def _check_destination(made: Agreement, destination: Destination, findings: Findings) -> None:
    for column in destination.key_columns:
        if column not in made.columns:
            fix = f"{destination.name} knows its rows by it: add it to `columns`."
            findings.add(("columns",), f"`{column}` is not among the columns.", fix)
    for name in sorted(set(made.fields.values()) & set(destination.forbidden)):
        findings.add(("fields",), f"{destination.name} must not be told `{name}`.", "Export to a field of your own.")
    there = {made.fields.get(column, column) for column in made.columns if column != "customer_id"}
    unprotected = sorted(there - {*destination.hashes, *destination.plain}) if destination.hashes else []
    if unprotected:
        fix = f"It takes {', '.join((*destination.hashes, *destination.plain))}."
        findings.add(("columns",), f"{destination.name} does not take {', '.join(unprotected)}.", fix)
    if destination.order and made.entity not in destination.order:
        findings.add(
            ("entity",), f"{destination.name} asks for `entity`.", f"It is one of {', '.join(destination.order)}."
        )
