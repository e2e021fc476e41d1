"""Everything that a company's folder says, read once: the company, and what is wrong with each of its files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from expectations.company.attribute import read_attributes
from expectations.company.company import Company
from expectations.company.folder import read_sources
from expectations.company.measure import read_measures
from expectations.company.part import Refusals, refusals
from expectations.company.play import Play, read_plays
from expectations.company.purpose import Purposes, read_purposes
from expectations.company.release import Release, read_releases
from expectations.company.segment import read_segments
from expectations.company.settings import read_settings
from expectations.company.stray import read_strays
from expectations.problem import Part, Problem


def read_company(root: Path, environment: Mapping[str, str]) -> tuple[Company, list[Problem]]:
    """What could be read of the folder, and every problem of every file; nothing is raised, whatever the files hold.

    Releases and plays that a problem spoils are left out and stand under `refused`.
    """
    problems: list[Problem] = []
    settings = read_settings(root, environment, problems)
    contracts, mappings = read_sources(root, settings["data"], environment, problems)
    attributes = read_attributes(contracts, mappings, problems)
    measures = read_measures(root, attributes, problems)
    segments = read_segments(root, problems)
    purposes = read_purposes(root, problems)
    plays = read_plays(root, [one.name for one in segments], purposes, problems)
    releases = read_releases(root, purposes, problems)
    read_strays(root, (settings["data"], settings["state"], root / "data", root / "var"), problems)
    company = Company(
        root,
        contracts=contracts,
        mappings=mappings,
        segments=segments,
        attributes=attributes,
        measures=measures,
        plays=plays,
        releases=releases,
        purposes=dict(purposes),
        refused=refusals(problems) | _unfounded(plays, releases, purposes),
        **settings,
    )
    return company.without([]), problems


def _unfounded(plays: tuple[Play, ...], releases: dict[str, Release], purposes: Purposes) -> Refusals:
    """Plays and releases that are right themselves, but whose purpose is not: its faults are theirs."""

    def named() -> Iterator[tuple[Part, str]]:
        yield from ((("play", play.name), play.purpose) for play in plays)
        yield from ((("release", name), one.agreement.purpose) for name, one in releases.items())

    return {part: tuple(faults) for part, purpose in named() if (faults := purposes.faults_of(purpose))}
