"""The files of a company folder: sources with their mappings, and releases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations.catalog import tables
from expectations.company.location import TODAY, Unset, expand, folder_of, inside
from expectations.company.mapping import check_mapping
from expectations.contract.file import read_contract
from expectations.contract.source_object import Contract
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Problem, nearest

Mappings = dict[tuple[str, str], tuple[Path, str]]


def read_sources(
    root: Path, data: Path, environment: Mapping[str, str], problems: list[Problem]
) -> tuple[tuple[Contract, ...], Mappings]:
    """The contracts in the order of their names, and (source, common table) -> (file, SELECT)."""
    contracts: list[Contract] = []
    mappings: Mappings = {}
    for folder in sorted(path for path in (root / "sources").glob("*") if path.is_dir()):
        place = f"sources/{folder.name}"
        file = folder / "contract.yaml"
        if not file.is_file():
            problems.append(Problem(place, None, "The source has no contract.yaml.", "See docs/contracts.md."))
            continue
        content = _text(file, f"{place}/contract.yaml", problems)
        if content is None:
            continue
        contract, faults = read_contract(content, f"{place}/contract.yaml", folder.name)
        problems += faults
        for other in sorted(path for path in folder.iterdir() if path.suffix != ".sql" and path != file):
            fix = "A source holds contract.yaml and one .sql file for each common table."
            problems.append(Problem(f"{place}/{other.name}", None, "Nobody reads this file.", fix))
        if contract is not None:
            problems += _misplaced(contract, root, data, environment, f"{place}/contract.yaml")
            mappings |= _mappings(folder, contract, problems)
            contracts.append(contract)
    if not contracts and not problems:
        problems.append(Problem("sources", None, "The company has no source.", "Write sources/<source>/contract.yaml."))
    return tuple(contracts), mappings


def _mappings(folder: Path, contract: Contract, problems: list[Problem]) -> Mappings:
    found: Mappings = {}
    known = {name.removeprefix("core.") for name in tables() if name.startswith("core.")}
    for file in sorted(folder.glob("*.sql")):
        place = f"sources/{folder.name}/{file.name}"
        if file.stem not in known:
            fix = f"The file is called after the table that it feeds. {nearest(file.stem, known)}"
            problems.append(Problem(place, None, f"There is no common table `{file.stem}`.", fix))
            continue
        content = _text(file, place, problems)
        if content is None:
            continue
        findings = Findings(place, {(): 1})
        check_mapping(content, f"core.{file.stem}", contract, findings)
        problems += findings.problems
        found[contract.source, f"core.{file.stem}"] = (file, content)
    return found


def _misplaced(contract: Contract, root: Path, data: Path, environment: Mapping[str, str], place: str) -> list[Problem]:
    """Files that would lie outside the data folder, and variables that are not set."""
    found = []
    for one in contract.objects:
        if one.format == "postgresql":
            continue
        try:
            location = TODAY.sub("today", expand(one.location, environment))
            if inside(folder_of(location, root, data), location) is None:
                fix = "Give a path below `data` of shopkeeper.toml, without `..` and links that lead out."
                found.append(Problem(place, None, f"The file of `{one.name}` lies outside the data folder.", fix))
        except Unset as unset:
            found.append(Problem(place, None, str(unset), "Set it, or give a default: `${NAME:-path}`."))
    return found


def read_releases(root: Path, problems: list[Problem]) -> dict[str, tuple[Path, Path]]:
    """Name of each release -> its two files."""
    folder = root / "releases"
    found = {}
    for file in sorted(path for path in folder.glob("*") if path.is_file()):
        if file.suffix not in (".yaml", ".sql"):
            fix = "A release is <name>.yaml and <name>.sql."
            problems.append(Problem(f"releases/{file.name}", None, "Nobody reads this file.", fix))
            continue
        both = (file.with_suffix(".yaml"), file.with_suffix(".sql"))
        found[file.stem] = both
        for part in both:
            if part != file and not part.is_file():
                fix = f"Write releases/{part.name}: a release is its profile (.yaml) and its SELECT (.sql)."
                problems.append(Problem(f"releases/{file.name}", None, f"{part.name} is missing.", fix))
    return found


def read_plain(root: Path, file: str, problems: list[Problem]) -> Any:
    """The value of a YAML file that another part reads closer; None when there is none."""
    path = root / file
    if not path.is_file():
        return None
    content = _text(path, file, problems)
    value, findings = read_yaml(content, file) if content is not None else (None, Findings(file))
    problems += findings.problems
    return value


def _text(file: Path, place: str, problems: list[Problem]) -> str | None:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(place, None, "The file is not UTF-8 text.", "Save it as UTF-8."))
        return None
