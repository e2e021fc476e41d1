"""What a command is: a name, a sentence, an example, its arguments and the function that runs it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as argparse takes it."""

    flags: tuple[str, ...]
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `shopkeeper`."""

    name: str
    help: str
    example: str
    run: Callable[[argparse.Namespace], int | None]
    arguments: tuple[Argument, ...] = ()


def argument(*flags: str, **said: Any) -> Argument:
    """An argument, written as for `add_argument`."""
    return Argument(flags, said)


def a_day(text: str) -> date:
    """A day written in ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it like 2026-06-30") from None


COMPANY = argument("--company", metavar="FOLDER", help="the company's folder (else SHOPKEEPER_COMPANY)")
TODAY = argument("--today", metavar="DAY", type=a_day, help="the company's day, like 2026-06-30 (else the clock's)")
IDENTIFIED = argument(
    "--identified", action="store_true", help="read the file with direct identifiers, for those who may"
)
FORMAT = argument("--format", choices=("table", "csv", "json"), default="table", help="how rows are printed (table)")
