"""A company is a folder: its settings, sources, segments, plays and releases, read and checked as a whole."""

import os
from collections.abc import Mapping
from pathlib import Path

from expectations.company.company import Company, CompanyError
from expectations.company.play import Play
from expectations.company.release import Release
from expectations.company.segment import Segment
from expectations.problem import Part, Problem
from expectations.release.agreement import Purpose

SETTINGS_FILE = "shopkeeper.toml"

__all__ = [
    "Company", "CompanyError", "Part", "Play", "Problem", "Purpose", "Release", "Segment", "find_company",
    "load_company",
]  # fmt: skip


def find_company(option: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The company folder: the option, else SHOPKEEPER_COMPANY, else this folder when it is one; else CompanyError."""
    given = option or (os.environ if environment is None else environment).get("SHOPKEEPER_COMPANY") or "."
    root = Path(given).expanduser()
    if (root / SETTINGS_FILE).is_file():
        return root.resolve()
    fix = "Name a company folder with --company PATH or SHOPKEEPER_COMPANY, or write one with `shopkeeper init NAME`."
    said = f"There is no {SETTINGS_FILE} in this folder." if root.is_dir() else "There is no such folder."
    raise CompanyError([Problem(str(given), None, said, fix)])


def load_company(
    option: str | Path | None = None, environment: Mapping[str, str] | None = None, forgiving: bool = False
) -> Company:
    """The company that `find_company` finds; CompanyError with every problem when anything in it is wrong.

    `forgiving` is for a night and for whoever reads one: what is wrong with one release or play leaves that one out,
    under `refused`, and only what spoils more is raised.
    """
    from expectations.company.reading import read_company

    root = find_company(option, environment)
    company, problems = read_company(root, os.environ if environment is None else environment)
    if problems and not (forgiving and all(problem.part for problem in problems)):
        raise CompanyError(problems)
    return company
