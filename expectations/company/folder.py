"""`sources/`: the contract of each source, and the mappings that bring it into the common shape."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from expectations.catalog import tables
from expectations.company.location import Unset, dated, expand, folder_of, inside
from expectations.company.mapping import check_mapping
from expectations.company.stray import read_source_strays
from expectations.company.text import read_text
from expectations.contract.file import read_contract
from expectations.contract.source_object import Contract
from expectations.problem import Findings, Problem, nearest

SOME_DAY = date(2000, 1, 1)
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
            problems += _misplaced(contract, root, data, environment, f"{place}/contract.yaml", content)
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


def _misplaced(
    contract: Contract, root: Path, data: Path, environment: Mapping[str, str], place: str, content: str
) -> list[Problem]:
    """Files that would lie outside the data folder, days that nobody fills in, and variables that are not set."""
    found = []
    for one in contract.objects:
        if one.format == "postgresql":
            continue
        try:
            location = dated(expand(one.location, environment), SOME_DAY)
        except Unset as unset:
            fix = "Set it, or give a default: `${NAME:-path}`."
            found.append(Problem(place, _line_of("${", content), str(unset), fix))
            continue
        if strange := re.search(r"\{[^}]*\}|%-?[A-Za-z]", location):
            fix = "Only `{today}` is filled in, and `{today:%Y%m%d}` with the letters of strftime."
            said = f"`{strange[0]}` in the path of `{one.name}` names no day."
            found.append(Problem(place, _line_of(strange[0], content), said, fix))
        if inside(folder_of(location, root, data), location) is None:
            fix = "Give a path below `data` of shopkeeper.toml, without `..` and links that lead out."
            said = f"The file of `{one.name}` lies outside the data folder."
            found.append(Problem(place, _line_of("..", content), said, fix))
    return found


def _line_of(text: str, content: str) -> int | None:
    """The first line that holds the text, or else the first that says a path."""
    lines = list(enumerate(content.splitlines(), 1))
    holding = [number for number, line in lines if text in line] or [
        n for n, line in lines if re.search(r"\bpath:", line)
    ]
    return holding[0] if holding else None
