"""A company as its folder says it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from expectations.catalog import tables
from expectations.company.part import Refusals, refusals
from expectations.company.play import Play
from expectations.company.release import Release
from expectations.company.segment import Segment
from expectations.company.state import Files, State
from expectations.contract.source_object import Contract
from expectations.own import Attribute, Measure, own_tables
from expectations.problem import Problem
from expectations.release.agreement import Purpose
from expectations.table import Table


class CompanyError(Exception):
    """A company folder that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Company:
    """A company folder as it was read, once; whoever needs something of it asks here and opens no file again.

    `data` is where sources deliver, `state` where the engine keeps landing and warehouse. `thresholds` holds every
    setting, overridden or default. `mappings` is (source, common table such as `core.party`) -> (file, its SELECT);
    `attributes` are the columns that contracts mark so, `measures` the tables of its own. `purposes` and
    `releases` stand under their names. `refused` is what was left out because it is wrong, and why.
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
    attributes: tuple[Attribute, ...] = ()
    measures: tuple[Measure, ...] = ()
    releases: dict[str, Release] = field(default_factory=dict)
    purposes: dict[str, Purpose] = field(default_factory=dict)
    prefect: dict[str, Any] = field(default_factory=dict)
    refused: Refusals = field(default_factory=dict)

    @property
    def files(self) -> Files:
        """The files of its warehouse."""
        return State(self.state).warehouse

    @property
    def tables(self) -> dict[str, Table]:
        """Every table that its nights have, name -> declaration: the engine's, and its own attributes and measures."""
        return tables(own_tables(self.attributes, [measure.table for measure in self.measures]))

    @property
    def release_names(self) -> list[str]:
        """Every release that the folder has, those that are refused among them."""
        return sorted({*self.releases, *self.names_refused("release")})

    def names_refused(self, kind: str) -> list[str]:
        """The names of what was left out of one kind."""
        return [name for one, name in self.refused if one == kind]

    def release(self, name: str) -> Release:
        """The release of that name; CompanyError when there is none, or with what is wrong in it."""
        if name in self.releases:
            return self.releases[name]
        if faults := self.refused.get(("release", name)):
            raise CompanyError(list(faults))
        known = self.release_names
        fix = f"Releases are {', '.join(known)}." if known else "Write releases/<name>.yaml and .sql."
        raise CompanyError([Problem("releases", None, f"There is no release `{name}`.", fix)])

    def without(self, problems: Iterable[Problem]) -> "Company":
        """The company without the releases and plays that the problems spoil; CompanyError when they spoil more."""
        told = list(problems)
        if any(problem.part is None for problem in told):
            raise CompanyError(told)
        refused = self.refused | refusals(told)
        return replace(
            self,
            plays=tuple(play for play in self.plays if ("play", play.name) not in refused),
            releases={name: one for name, one in self.releases.items() if ("release", name) not in refused},
            refused=refused,
        )
