"""A YAML file that is a list of named entries: each as its dataclass, each fault with line and cure."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeVar

from expectations.company.text import read_content
from expectations.lined_model import fit
from expectations.problem import Findings, Part


class Named(Protocol):
    """Whatever an entry is, it has a name."""

    @property
    def name(self) -> str:
        """Its name."""


Entry = TypeVar("Entry", bound=Named)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Entry]):
    """An entry that fits its declaration, its place in the file, and where to note what else is wrong with it."""

    index: int
    entry: Entry
    findings: Findings


def read_entries(
    root: Path, file: str, kind: type[Entry], part: Literal["play"] | None = None
) -> tuple[list[Placed[Entry]], Findings]:
    """The entries that fit, and the findings of the file; nothing when there is no file.

    With `part` a fault spoils no more than the entry of that kind that it stands in.
    """
    given, findings = read_content(root, file, (part, file) if part else None)
    if findings is None:
        return [], Findings(file)
    if given is not None and not isinstance(given, list):
        keys = ", ".join(f"`{one.name}:`" for one in fields(kind) if one.name != "name")  # type: ignore[arg-type]
        findings.lines[()] = 1
        findings.add((), "The file is not a list of entries.", f"Begin each with `- name: ...`, then {keys}.")
    found: list[Placed[Entry]] = []
    for index, item in enumerate(given if isinstance(given, list) else []):
        named = item.get("name") if isinstance(item, dict) else None
        name = named if isinstance(named, str) and named.strip() else f"number {index + 1}"
        mine: Part | None = (part, name) if part else None
        noted = replace(findings, part=mine)
        made = fit(kind, item, (index,), noted)
        if made and any(other.entry.name == made.name for other in found):
            noted.add((index, "name"), f"`{made.name}` stands twice.", "Rename one of them.")
        if made:
            found.append(Placed(index, made, noted))
    return found, findings
