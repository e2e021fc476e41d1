"""`sources/`: the contract of each source, and the mappings that bring it into the common shape."""

from collections.abc import Mapping
from pathlib import Path

from expectations.catalog import tables
from expectations.company.location import TODAY, Unset, expand, folder_of, inside
from expectations.company.mapping import check_mapping
from expectations.company.stray import read_source_strays
from expectations.company.text import read_text
from expectations.contract.file import read_contract
from expectations.contract.source_object import Contract
from expectations.problem import Findings, Problem, nearest

Mappings = dict[tuple[str, str], tuple[Path, str]]


def read_sources(
    root: Path, data: Path, environment: Mapping[str, str], problems: list[Problem]
) -> tuple[tuple[Contract, ...], Mappings]:
    """The contracts in the order of their names, and (source, common table) -> (file, SELECT)."""
    contracts: list[Contract] = []
    mappings: Mappings = {}
    for folder in sorted(path for path in (root / "sources").glob("[!._]*") if path.is_dir()):
        place = f"sources/{folder.name}"
        read_source_strays(root, folder.name, problems)
        file = folder / "contract.yaml"
        if not file.is_file():
            problems.append(Problem(place, None, "The source has no contract.yaml.", "See docs/contracts.md."))
            continue
        content = read_text(root, f"{place}/contract.yaml", problems)
        if content is None:
            continue
        contract, faults = read_contract(content, f"{place}/contract.yaml", folder.name)
        problems += faults
        if contract is not None:
            problems += _misplaced(contract, root, data, environment, f"{place}/contract.yaml")
            mappings |= _mappings(root, folder, contract, problems)
            contracts.append(contract)
    if not contracts and not problems:
        problems.append(Problem("sources", None, "The company has no source.", "Write sources/<source>/contract.yaml."))
    return tuple(contracts), mappings


def _mappings(root: Path, folder: Path, contract: Contract, problems: list[Problem]) -> Mappings:
    found: Mappings = {}
    known = {name.removeprefix("core.") for name in tables() if name.startswith("core.")}
    for file in sorted(folder.glob("*.sql")):
        place = f"sources/{folder.name}/{file.name}"
        if file.stem not in known:
            fix = f"The file is called after the table that it feeds. {nearest(file.stem, known)}"
            problems.append(Problem(place, None, f"There is no common table `{file.stem}`.", fix))
            continue
        content = read_text(root, place, problems)
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
