"""What a contract may say in `customProperties`, written as the standard asks (camelCase) or as here (snake_case)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from open_data_contract_standard.model import CustomProperty

from expectations.problem import Findings, Place

Kind = Literal["text", "flag", "number", "words"]
Scope = Literal["contract", "server", "object", "column"]


@dataclass(frozen=True, slots=True)
class Option:
    """One custom property: where it may stand, the kind of its value, and for which formats it is meant."""

    kind: Kind
    scopes: tuple[Scope, ...]
    formats: tuple[str, ...] = ()


_FILE: tuple[Scope, ...] = ("server", "object")
_TABLE = ("sqlite", "postgresql")

OPTIONS: dict[str, Option] = {
    "collection_channel": Option("text", ("contract",)),
    "collection_method": Option("text", ("contract",)),
    # where the object is
    "server": Option("text", ("object",)),
    "query": Option("text", ("object",), _TABLE),
    "user": Option("text", ("server",), ("postgresql",)),
    "password": Option("text", ("server",), ("postgresql",)),
    "password_file": Option("text", ("server",), ("postgresql",)),
    "sslmode": Option("text", ("server",), ("postgresql",)),
    # how it is delivered
    "delivery": Option("text", ("object",)),
    "cursor": Option("text", ("object",)),
    "overlap": Option("text", ("object",)),
    "operation_column": Option("text", ("object",)),
    "delete_words": Option("words", ("object",)),
    "may_be_absent": Option("flag", ("object",)),
    "may_be_empty": Option("flag", ("object",)),
    "extra_columns": Option("text", _FILE),
    # how the file is written
    "delimiter": Option("text", _FILE, ("csv",)),
    "quote": Option("text", _FILE, ("csv",)),
    "escape": Option("text", _FILE, ("csv",)),
    "comment": Option("text", _FILE, ("csv",)),
    "encoding": Option("text", _FILE, ("csv", "ndjson", "json")),
    "header": Option("flag", _FILE, ("csv", "excel")),
    "skip_lines": Option("number", _FILE, ("csv", "excel")),
    "sheet": Option("text", ("object",), ("excel",)),
    "records": Option("text", _FILE, ("json",)),
    # how cells are written
    "null_words": Option("words", _FILE),
    "true_words": Option("words", _FILE),
    "false_words": Option("words", _FILE),
    "date_formats": Option("words", _FILE),
    "timestamp_formats": Option("words", _FILE),
    "decimal_comma": Option("flag", _FILE),
    "thousands": Option("text", _FILE),
    "time_zone": Option("text", _FILE),
    # what a column is
    "role": Option("text", ("column",)),
    "category": Option("text", ("column",)),
    "chinese": Option("text", ("column",)),
    "retention": Option("text", ("column",)),
    "attribute": Option("flag", ("column",)),
    "party_key": Option("flag", ("column",)),
}

WANTED: dict[Kind, tuple[str, str]] = {
    "flag": ("true or false", "Write `true` or `false`, without quotes."),
    "number": ("a whole number from 0 on", "Write its digits, without quotes."),
    "words": ("a list of words", "Write `[one, two]`."),
    "text": ("a text", 'Write it in quotes, as `"3 days"`.'),
}
_TYPES: dict[Kind, type] = {"text": str, "flag": bool}


def read_options(
    properties: list[CustomProperty] | None, scope: Scope, file_format: str, place: Place, findings: Findings
) -> dict[str, Any]:
    """The custom properties of one scope, name -> value; unknown ones and wrong kinds are noted and left out."""
    found: dict[str, Any] = {}
    known = {name: o for name, o in OPTIONS.items() if scope in o.scopes}
    for index, item in enumerate(properties or []):
        here = (*place, "customProperties", index)
        name = snake(item.property or "")
        option = known.get(name)
        if option is None:
            findings.unknown((*here, "property"), "custom property", item.property, known)
        elif option.formats and file_format and file_format not in option.formats:
            findings.add(here, f"`{name}` means nothing for {file_format}.", "Take it out.")
        elif not _fits(item.value, option.kind):
            wanted, cure = WANTED[option.kind]
            findings.add((*here, "value"), f"`{name}` is not {wanted}.", cure)
        elif name in found:
            findings.add(here, f"`{name}` stands twice.", "Keep one of them.")
        else:
            value: Any = item.value
            found[name] = tuple(map(str, value)) if option.kind == "words" else value
    return found


def place_of(properties: list[CustomProperty] | None, names: Collection[str], place: Place) -> Place:
    """Where the first custom property of one of these names stands; the place itself where none of them does."""
    named = [snake(item.property or "") for item in properties or []]
    index = next((index for index, name in enumerate(named) if name in names), None)
    return place if index is None else (*place, "customProperties", index)


def _fits(value: Any, kind: Kind) -> bool:
    if isinstance(value, bool):
        return kind == "flag"
    if kind == "words":
        return isinstance(value, list) and bool(value) and all(isinstance(word, str | int | float) for word in value)
    return isinstance(value, int) and value >= 0 if kind == "number" else isinstance(value, _TYPES[kind])


def snake(name: str) -> str:
    """`mayBeAbsent` as `may_be_absent`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", name)
