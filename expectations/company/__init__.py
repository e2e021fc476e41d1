"""A company is a folder: its settings, sources, segments, plays and releases, read and checked as a whole."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expectations.catalog import tables
from expectations.company.play import Play
from expectations.company.segment import Segment
from expectations.company.state import Files, State
from expectations.contract.source_object import Contract
from expectations.own import Attribute, Measure, own_tables
from expectations.problem import Problem
from expectations.table import Table

SETTINGS_FILE = "shopkeeper.toml"

__all__ = ["Company", "CompanyError", "Play", "Problem", "Segment", "find_company", "load_company"]


class CompanyError(Exception):
    """A company folder that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Company:
    """A company folder that passed every check.

    `data` is where sources deliver, `state` where the engine keeps landing and warehouse. `thresholds` holds every
    setting, overridden or default. `mappings` is (source, common table such as `core.party`) -> (file, its SELECT);
    `releases` is name -> (yaml file, sql file). `purposes` is the raw content of `purposes.yaml`, if there is one.
    `attributes` are the columns that contracts mark so, `measures` the tables of its own.
    """

    root: Path
    name: str
    time_zone: str
    currency: str
    data: Path
    state: Path
    thresholds: dict[str, int | float | str]
    contracts: tuple[Contract, ...] = ()
    mappings: dict[tuple[str, str], tuple[Path, str]] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    plays: tuple[Play, ...] = ()
    releases: dict[str, tuple[Path, Path]] = field(default_factory=dict)
    purposes: Any = None
    attributes: tuple[Attribute, ...] = ()
    measures: tuple[Measure, ...] = ()
    prefect: dict[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> Files:
        """The files of its warehouse."""
        return State(self.state).warehouse

    @property
    def tables(self) -> dict[str, Table]:
        """Every table that its nights have, name -> declaration: the engine's, and its own attributes and measures."""
        return tables(own_tables(self.attributes, [measure.table for measure in self.measures]))


def find_company(option: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The company folder: the option, else SHOPKEEPER_COMPANY, else this folder when it is one; else CompanyError."""
    given = option or (os.environ if environment is None else environment).get("SHOPKEEPER_COMPANY") or "."
    root = Path(given).expanduser()
    if (root / SETTINGS_FILE).is_file():
        return root.resolve()
    fix = "Name a company folder with --company PATH or SHOPKEEPER_COMPANY, or write one with `shopkeeper init NAME`."
    said = f"There is no {SETTINGS_FILE} in this folder." if root.is_dir() else "There is no such folder."
    raise CompanyError([Problem(str(given), None, said, fix)])


def load_company(option: str | Path | None = None, environment: Mapping[str, str] | None = None) -> Company:
    """The company that `find_company` finds; CompanyError with every problem when anything in it is wrong."""
    from expectations.company.attribute import read_attributes
    from expectations.company.folder import read_plain, read_releases, read_sources
    from expectations.company.measure import read_measures
    from expectations.company.play import read_plays
    from expectations.company.segment import read_segments
    from expectations.company.settings import read_settings

    root = find_company(option, environment)
    given = os.environ if environment is None else environment
    problems: list[Problem] = []
    settings = read_settings(root, given, problems)
    contracts, mappings = read_sources(root, settings["data"], given, problems)
    attributes = read_attributes(contracts, mappings, problems)
    measures = read_measures(root, attributes, problems)
    segments = read_segments(root, problems)
    releases = read_releases(root, problems)
    purposes = read_plain(root, "purposes.yaml", problems)
    plays = read_plays(root, [one.name for one in segments], _names_of(purposes), problems)
    if problems:
        raise CompanyError(problems)
    return Company(
        root,
        contracts=contracts,
        mappings=mappings,
        segments=segments,
        plays=plays,
        releases=releases,
        purposes=purposes,
        attributes=attributes,
        measures=measures,
        **settings,
    )


def _names_of(purposes: Any) -> list[str]:
    """The names in the content of `purposes.yaml`, which the releases read closer."""
    entries = purposes if isinstance(purposes, list) else []
    return [str(entry["purpose"]) for entry in entries if isinstance(entry, dict) and "purpose" in entry]
