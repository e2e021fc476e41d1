"""Where a file is: environment variables and the day filled in, and never outside the folder of the data."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
TODAY = re.compile(r"\{today(?::([^}]*))?\}")


class Unset(Exception):
    """A `${NAME}` without a default names an environment variable that is not set."""


def expand(text: str, environment: Mapping[str, str] | None = None) -> str:
    """The text with `${NAME}` and `${NAME:-default}` filled in; Unset when a name has neither value nor default."""
    given = os.environ if environment is None else environment

    def value(found: re.Match[str]) -> str:
        name, default = found.groups()
        if said := given.get(name):
            return said
        if default is None:
            raise Unset(f"The environment variable {name} is not set.")
        return default

    return VARIABLE.sub(value, text)


def dated(text: str, today: date) -> str:
    """The text with `{today}` as yyyy-mm-dd, or in a strftime format: `{today:%Y%m%d}`."""
    return TODAY.sub(lambda found: today.strftime(found[1] or "%Y-%m-%d"), text)


def folder_of(location: str, root: Path, data: Path) -> Path:
    """The company folder for files below `reference/`, which it keeps itself; else the folder of the data."""
    return root if location.startswith("reference/") else data


def inside(folder: Path, relative: str) -> Path | None:
    """The real path of a file of the folder; None when `..` or a link leads out of it."""
    path = (folder / relative).resolve()
    return path if path.is_relative_to(folder.resolve()) else None
