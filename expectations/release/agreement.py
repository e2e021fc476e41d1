"""`purposes.yaml` and `releases/<name>.yaml`: what data may be used for, and what was agreed with a recipient."""

import re
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Problem
from expectations.release.destination import targets
from expectations.table import GRADES, Grade

Mode = Literal["activation", "pseudonymous", "aggregate"]
LABEL = re.compile(r"keep|month|year|decade|hide|(?:band|prefix) [1-9][0-9]{0,5}")
Basis = Literal["consent", "contract", "legitimate_interest", "legal_obligation"]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What personal data may be used for; a row of `privacy.purpose`.

    `retention_days` counts from the last purchase or contact. `categories` are those of personal data that may serve,
    with their parts; none means all.
    """

    purpose: str
    sentence: str
    lawful_basis: Basis
    needs_consent: bool
    highest_grade: Grade = "confidential"
    retention_days: int | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a recipient; a row of `privacy.release_contract`.

    `columns` are exactly those of the SELECT beside it, the id first. `phones` and `numbers` are columns that a
    spreadsheet would take for formulas and that must stay as they are. `scanned` are columns of free text whose rows
    leave only where no personal data are found in it.

    `target` is the system that takes the files and `entity` what its rows are there; `fields` is column -> name there,
    `values` is column -> our word -> the word there, `max_characters` is column -> longest text.

    An aggregate release sends counts alone: `keys` is column -> its values (NULL is `unknown`), `epsilon` what one
    sending spends of the recipient's `budget` for `budget_days`, and `every_days` how often it is sent.

    `push` says where `shopkeeper push` hands the files over; `${NAME}` in it stands for a variable of the environment.

    `generalise` is quasi-identifier -> its labels from narrow to wide: keep, month, year, decade, `band N`, `prefix N`,
    hide. Which are used is chosen once for a version, so that at most `suppression_limit` of the rows are held back.
    """

    sentence: str
    recipient: str
    purpose: str
    mode: Mode
    columns: tuple[str, ...]
    version: str
    k: int = 11
    l: int | None = None  # noqa: E741 (the field's own name)
    t: float | None = None
    until: date | None = None
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    scanned: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    target: str = "csv"
    entity: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    max_characters: dict[str, int] = field(default_factory=dict)
    generalise: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recoder: Literal["full_domain", "mondrian"] = "full_domain"
    suppression_limit: float = 0.1
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    epsilon: float | None = None
    budget: float | None = None
    budget_days: int = 365
    every_days: int = 1
    push: dict[str, str] = field(default_factory=dict)


Entry = TypeVar("Entry", Purpose, Agreement)


def read_purposes(given: Any, path: str = "purposes.yaml") -> tuple[tuple[Purpose, ...], list[Problem]]:
    """The purposes of a company from the content of its file, with what is wrong."""
    findings = Findings(path)
    items = given if isinstance(given, list) else []
    if given is not None and not isinstance(given, list):
        findings.add((), "The file is not a list of purposes.", "Begin each with `- purpose: ...`.")
    made = [_entry(item, (index,), Purpose, findings) for index, item in enumerate(items)]
    return tuple(one for one in made if one), findings.problems


def read_agreement(file: Path) -> tuple[Agreement | None, list[Problem]]:
    """The agreement of one release, with what is wrong."""
    given, findings = read_yaml(file.read_text("utf-8"), f"releases/{file.name}")
    made = _entry(given, (), Agreement, findings) if given is not None else None
    if made:
        _check_target(made, findings)
    for column, words in (made.generalise if made else {}).items():
        if made and column not in made.quasi_identifiers:
            findings.add(("generalise",), f"`{column}` is no quasi-identifier.", "Add it there, or take it out here.")
        for word in words:
            if not LABEL.fullmatch(word):
                said = "It is keep, month, year, decade, band N, prefix N or hide."
                findings.add(("generalise", column), f"`{word}` is no label.", said)
    if made and made.mode == "aggregate":
        _check_counts(made, findings)
    if made and made.mode == "pseudonymous" and not made.quasi_identifiers:
        findings.add((), "A pseudonymous release names its quasi_identifiers.", "Write `quasi_identifiers: [...]`.")
    return made, findings.problems


def _check_counts(made: Agreement, findings: Findings) -> None:
    if made.columns != ("customer_id", *made.keys) or not made.keys:
        findings.add(("keys",), "Counts have the columns customer_id and `keys`.", "Write `keys: {column: [values]}`.")
    if not made.epsilon or made.epsilon <= 0 or not made.budget:
        findings.add((), "Counts spend an `epsilon` of a `budget`.", "Write `epsilon: 0.1` and `budget: 1.0`.")
    if made.target != "csv":
        findings.add(("target",), "Counts are sent as csv.", "Leave `target` out.")


def _check_target(made: Agreement, findings: Findings) -> None:
    known = targets()
    if made.target not in known:
        findings.unknown(("target",), "target", made.target, known)
        return
    target = known[made.target]
    for column in (*made.fields, *made.values, *made.max_characters, *target.key_columns):
        if column not in made.columns:
            findings.add((), f"`{column}` is not among the columns.", "Add it to `columns`, or take it out here.")
    for name in set(made.fields.values()) & set(target.forbidden):
        findings.add(("fields",), f"{target.name} must not be told `{name}`.", "Export to a field of your own.")
    there = {made.fields.get(column, column) for column in made.columns if column != "customer_id"}
    unprotected = sorted(there - {*target.hashes, *target.plain}) if target.hashes else []
    if unprotected:
        known_there = ", ".join((*target.hashes, *target.plain))
        findings.add((), f"{target.name} does not take {', '.join(unprotected)}.", f"It takes {known_there}.")
    if target.order and made.entity not in target.order:
        findings.add((), f"{target.name} asks for `entity`.", f"It is one of {', '.join(target.order)}.")


def _entry(item: Any, place: tuple[str | int, ...], kind: type[Entry], findings: Findings) -> Entry | None:
    known = {one.name: one for one in fields(kind)}
    if not isinstance(item, dict):
        findings.add(place, "The entry is not a mapping.", f"It has {', '.join(known)}.")
        return None
    before, hints = len(findings.problems), get_type_hints(kind)
    for key in item:
        if key not in known:
            findings.unknown((*place, str(key)), "key", key, known)
    for name, one in known.items():
        if name not in item:
            if one.default is MISSING and one.default_factory is MISSING:
                findings.add(place, f"`{name}` is missing.", f"Write `{name}: ...`.")
        elif not _fits(item[name], hints[name]):
            findings.add((*place, name), f"`{name}` cannot be read.", _wanted(hints[name]))
    if len(findings.problems) > before:
        return None
    return kind(**{name: _made(value, hints[name]) for name, value in item.items()})


def _made(value: Any, hint: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {name: _made(one, Any) for name, one in value.items()}
    return date.fromisoformat(value) if date in get_args(hint) and isinstance(value, str) else value


def _fits(value: Any, hint: Any) -> bool:
    options = get_args(hint)
    if date in options and isinstance(value, str):
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))
    if hint == tuple[str, ...]:
        return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
    if get_origin(hint) is dict:
        inner = options[1]
        return isinstance(value, dict) and all(isinstance(k, str) and _fits(v, inner) for k, v in value.items())
    if options and all(isinstance(one, str) for one in options):
        return value in options
    kinds = options or (hint,)
    if float in kinds:
        kinds = (*kinds, int)
    return any(isinstance(value, kind) and not (kind is int and isinstance(value, bool)) for kind in kinds)


def _wanted(hint: Any) -> str:
    if hint == tuple[str, ...]:
        return "Write a list of names."
    if get_origin(hint) is dict:
        return "Write `column: value`, one a line."
    options = get_args(hint) or (hint,)
    words = [one if isinstance(one, str) else getattr(one, "__name__", str(one)) for one in options]
    return f"It is one of {', '.join(words)}." if hint is not Grade else f"It is one of {', '.join(GRADES)}."
