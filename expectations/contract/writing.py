"""How a file and its cells are written: whether the readers can do what the options of a contract ask for."""

import codecs
import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from open_data_contract_standard.model import CustomProperty

from expectations.contract.option import place_of
from expectations.problem import Findings, Place

NOT_OF_FILES = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
SIGNS = {"quote": '"', "escape": "", "comment": ""}
# What strptime of the engine reads, each once; `%-d` is a day without the nought before it.
DIRECTIVE = re.compile(r"%(-?[a-zA-Z%]|.|$)")
READABLE = {*"aAbBcdfgGhHIjmMnpSTuUVwWxXyYzZ%", *(f"-{letter}" for letter in "dmyHIMSj")}
YEARS, DAYS = {"Y", "y", "-y", "c", "x", "G"}, {"d", "-d", "j", "-j", "c", "x", "u"}
SSL = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
TRUE_WORDS = ("true", "t", "yes", "y", "1", "是")
FALSE_WORDS = ("false", "f", "no", "n", "0", "否")

Fault = tuple[str, str]
Options = Mapping[str, Any]


def check_options(
    options: Options,
    properties: list[CustomProperty] | None,
    place: Place,
    findings: Findings,
    inherited: Options | None = None,
) -> None:
    """Note every option whose value the readers cannot act on, where it stands among the custom properties.

    What `inherited` options alone do wrong was told where those stand.
    """
    for check, names in CHECKS.items():
        fault = check(options)
        if fault and not (inherited and fault == check(inherited)):
            findings.add(place_of(properties, names, place), *fault)


def codec(encoding: str) -> str | None:
    """The usual name of an encoding of text; None when there is none of that name, or it is none of files."""
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding or found.name in NOT_OF_FILES:
        return None
    return "utf-8" if found.name == "utf-8-sig" else found.name


def sign_fault(options: Options) -> str | None:
    """Why the signs of delimited text cannot work together; None when they can."""
    signs = {name: str(options.get(name, default)) for name, default in SIGNS.items()}
    for name, sign in signs.items():
        if len(sign.encode("utf-8", "replace")) > 1 or sign in ("\n", "\r"):
            return f"`{name}` is not one sign of ASCII"
    if signs["comment"] and signs["comment"] in (signs["quote"], signs["escape"]):
        return "`comment` is the sign that quotes or escapes"
    delimiter = str(options.get("delimiter", ","))
    if not delimiter or any(sign in delimiter for sign in ("\n", "\r", *filter(None, signs.values()))):
        return "The delimiter is empty, a line end, or one of the other signs"
    return None


def _encoding(options: Options) -> Fault | None:
    given = options.get("encoding", "utf-8")
    if codec(str(given)) is None:
        return f"There is no encoding `{given}` of files.", "Write its name as Python knows it, such as gb18030."
    return None


def _signs(options: Options) -> Fault | None:
    fault = sign_fault(options)
    return (f"{fault}.", "Give delimiter, quote, escape and comment each a sign of its own.") if fault else None


def _numbers(options: Options) -> Fault | None:
    thousands, decimal = options.get("thousands"), "," if options.get("decimal_comma") else "."
    if thousands is None:
        return None
    if len(thousands) != 1 or thousands.isalnum() or thousands in "+-^[]\\":
        return f"`thousands` cannot be `{thousands}`.", "Write one sign, as `,` or a space."
    if thousands == decimal:
        fix = "Write `decimal_comma: true` where a comma stands before the decimals, or another sign."
        return f"`{thousands}` stands for thousands and for decimals.", fix
    return None


def _formats(options: Options) -> Fault | None:
    for name in ("date_formats", "timestamp_formats"):
        for form in options.get(name, ()):
            used = set(DIRECTIVE.findall(form))
            if unread := sorted(used - READABLE):
                return f"`%{unread[0]}` in `{form}` is not read.", "Write it as strptime does, as `%d.%m.%Y`."
            if not used & YEARS or not used & DAYS:
                return f"`{form}` does not say which day it is.", "Name year, month and day, as `%d.%m.%Y`."
    return None


def _zone(options: Options) -> Fault | None:
    given = options.get("time_zone")
    try:
        if given is not None:
            ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"There is no time zone `{given}`.", "Write a name of the IANA list, as `Asia/Shanghai`."
    return None


def _words(options: Options) -> Fault | None:
    yes = {word.lower() for word in options.get("true_words", TRUE_WORDS)}
    both = sorted(yes & {word.lower() for word in options.get("false_words", FALSE_WORDS)})
    if both:
        return f"`{both[0]}` means yes and no.", "Give `true_words` and `false_words` apart."
    return None


def _sheet(options: Options) -> Fault | None:
    sheet = options.get("sheet")
    if sheet is not None and (not 0 < len(sheet) <= 31 or re.search(r"[\[\]:*?/\\]", sheet)):
        return f"`{sheet}` cannot be the name of a sheet.", "Write at most 31 signs, none of `[]:*?/\\`."
    return None


def _ssl(options: Options) -> Fault | None:
    mode = options.get("sslmode", SSL[0])
    if mode not in SSL and "${" not in mode:
        return f"There is no sslmode `{mode}`.", f"Known are {', '.join(SSL)}."
    return None


CHECKS: dict[Callable[[Options], Fault | None], tuple[str, ...]] = {
    _encoding: ("encoding",),
    _signs: ("delimiter", *SIGNS),
    _numbers: ("thousands", "decimal_comma"),
    _formats: ("date_formats", "timestamp_formats"),
    _zone: ("time_zone",),
    _words: ("true_words", "false_words"),
    _sheet: ("sheet",),
    _ssl: ("sslmode",),
}
