"""A YAML file that is a list of named entries: read once, each fault with its line and cure."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from expectations.lined_yaml import read_yaml
from expectations.problem import Findings

Entries = list[tuple[int, dict[str, Any]]]


def read_entries(root: Path, file: str, known: Collection[str], needed: Collection[str]) -> tuple[Entries, Findings]:
    """Place and content of each entry whose keys are right, and the findings of the file; nothing when there is none.

    Every entry has a `name`, unlike the others, and a text under each key in `needed` that is written as text.
    """
    path = root / file
    if not path.is_file():
        return [], Findings(file)
    given, findings = read_yaml(path.read_text("utf-8", errors="replace"), file)
    if given is not None and not isinstance(given, list):
        keys = ", ".join(f"`{key}:`" for key in needed if key != "name")
        findings.lines[()] = 1
        findings.add((), "The file is not a list of entries.", f"Begin each with `- name: ...`, then {keys}.")
    names: set[str] = set()
    sound: Entries = []
    for index, item in enumerate(given if isinstance(given, list) else []):
        before = len(findings.problems)
        _check(item, index, known, needed, findings)
        if len(findings.problems) > before:
            continue
        if item["name"] in names:
            findings.add((index, "name"), f"`{item['name']}` stands twice.", "Rename one of them.")
        names.add(item["name"])
        sound.append((index, {k: v.strip() if isinstance(v, str) else v for k, v in item.items()}))
    return sound, findings


def _check(item: Any, index: int, known: Collection[str], needed: Collection[str], findings: Findings) -> None:
    if not isinstance(item, dict):
        findings.add((index,), "The entry is not a mapping.", f"It has {', '.join(needed)}.")
        return
    for key in item:
        if key not in known:
            findings.unknown((index, str(key)), "key", key, known)
    for key in needed:
        value = item.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            findings.add((index, key), f"`{key}` is missing.", f"Write `{key}: ...`.")
    for key in ("name", "sentence"):
        if item.get(key) is not None and not isinstance(item[key], str):
            findings.add((index, key), f"`{key}` is no text.", f'Write it in quotes: `{key}: "..."`.')
    if isinstance(item.get("name"), str) and not re.fullmatch(r"[a-z][a-z0-9_]*", item["name"].strip()):
        findings.add((index, "name"), f"`{item['name']}` cannot be a name.", "Use small letters, digits and `_`.")
