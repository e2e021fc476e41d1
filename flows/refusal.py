"""Errors on their way out: sentences of ours pass, anything else leaves without the values it may quote."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from expectations.company import CompanyError
from flows.push.answer import PushStopped
from flows.sources.refusal import SourceDown, SourceRefused
from warehouse.admission.quarantine import NightStopped
from warehouse.engine import StepFailed
from warehouse.graph import GraphError
from warehouse.night import NightRefused
from warehouse.night_before import NightPassed
from warehouse.published.query import QueryFailed

P = ParamSpec("P")
R = TypeVar("R")

# What a scheduler can act on: 2 mend the company folder, 3 look at the data, 4 a source is down, 5 try again later.
# The first kind that fits speaks: a source that is down is also one that was refused.
EXIT_CODES: dict[type[Exception], int] = {
    CompanyError: 2,
    GraphError: 2,
    QueryFailed: 2,
    NightPassed: 2,
    SourceDown: 4,
    PushStopped: 4,
    SourceRefused: 3,
    NightStopped: 3,
    StepFailed: 3,
    NightRefused: 5,
}


class Unexpected(Exception):
    """A fault of the engine: what kind, and where in the code; never the message, which may quote a row."""


def without_values(work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """The result of the work; an error that is not one of our sentences is replaced by its kind and place."""
    try:
        return work(*arguments, **named)
    except tuple(EXIT_CODES):
        raise
    except Exception as error:
        raise Unexpected(described(error)) from None


def described(error: Exception) -> str:
    """Kind and place of an error in the code, without its message."""
    return f"{type(error).__name__} {_place(error)}; please report it with this line"


def exit_code(error: Exception) -> int:
    """Exit code of an error; 1 when it is a fault of the engine."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)


def _place(error: Exception) -> str:
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(ours[-3:]))
