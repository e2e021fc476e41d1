"""A value of YAML as the dataclass that declares it; what does not fit is told with its line and its cure."""

import json
from dataclasses import fields
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from expectations.problem import Findings, Place

# Of a dataclass that is read from a file: a text is no number, and a key that nobody reads is a fault.
EXACT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, regex_engine="python-re")

# `description` is the cure where that of the type would say too little.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\Z", description="Use small letters, digits and `_`.")]
Sentence = Annotated[str, Field(pattern=r"\S")]
Words = Annotated[tuple[str, ...], Field(min_length=1)]

Made = TypeVar("Made")


def fit(kind: type[Made], value: Any, place: Place, findings: Findings) -> Made | None:
    """The value as `kind`, a dataclass with `__pydantic_config__ = EXACT`; None when it does not fit."""
    try:
        # As JSON a list is a tuple and `2026-01-01` a date, and nothing else is taken for what it is not.
        made: Made = _adapter(kind).validate_json(json.dumps(value))  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            _tell(fault, kind, place, findings)
        return None
    return made


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _tell(fault: ErrorDetails, kind: type[Any], place: Place, findings: Findings) -> None:
    where = tuple(part for part in fault["loc"] if part != "[key]")
    here, name = (*place, *where), ".".join(map(str, where))
    known = [one.name for one in fields(kind)]
    found, context = fault["input"], fault.get("ctx", {})
    blank = found is None or (isinstance(found, str) and not found.strip())
    match fault["type"]:
        case "dataclass_type":
            findings.add(here, "The entry is not a mapping.", f"It has {', '.join(known)}.")
        case "unexpected_keyword_argument":
            findings.unknown(here, "key", where[-1], known)
        case "missing":
            findings.add(here, f"`{name}` is missing.", f"Write `{name}: ...`.")
        case _ if blank and len(where) == 1:
            findings.add(here, f"`{name}` is missing.", f"Write `{name}: ...`.")
        case "literal_error":
            findings.unknown(here, name, found, _words(context["expected"]))
        case "string_type":
            findings.add(here, f"`{name}` is no text.", f'Write it in quotes: `{where[-1] if where else ""}: "..."`.')
        case "string_pattern_mismatch" if where == ("name",) or where == ("purpose",):
            findings.add(here, f"`{found}` cannot be a name.", _cure(kind, where, fault))
        case _:
            findings.add(here, f"`{name}` cannot be `{_short(found)}`.", _cure(kind, where, fault))


def _words(expected: str) -> list[str]:
    """The words of a Literal out of pydantic's sentence `'a', 'b' or 'c'`."""
    return expected.replace("' or '", "', '").strip("'").split("', '")


def _short(found: Any) -> str:
    said = "true" if found is True else "false" if found is False else str(found)
    return said if len(said) <= 60 else f"{said[:60]}..."


CURES = {
    "int": "Write a whole number.",
    "float": "Write a number.",
    "finite": "Write a number.",
    "bool": "Write true or false.",
    "tuple": "Write a list of names.",
    "too": "Write a list of names.",
    "dict": "Write `column: value`, one a line.",
    "date": "Write a day of the calendar, as 2026-12-31.",
    "string": "Write a text.",
}


def _cure(kind: type[Any], where: Place, fault: ErrorDetails) -> str:
    """The field's own cure, else that of the type which was asked for."""
    hint = get_type_hints(kind, include_extras=True).get(str(where[0])) if where else None
    own = [
        part.description
        for one in (hint, *get_args(hint))
        for part in get_args(one)[1:]
        if hasattr(part, "description")
    ]
    return next(filter(None, own), CURES.get(fault["type"].split("_")[0], "See docs/contracts.md."))
