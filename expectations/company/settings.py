"""`shopkeeper.toml`: name, time zone, currency, where data live, and the thresholds that differ."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from expectations.company.location import Unset, expand
from expectations.company.text import read_text
from expectations.company.threshold import read_thresholds
from expectations.problem import Findings, Problem

FILE = "shopkeeper.toml"
KEYS = ("name", "time_zone", "currency", "data", "state", "thresholds", "prefect")
REQUIRED = ("name", "time_zone", "currency")
STATE_VARIABLE = "SHOPKEEPER_STATE"


def read_settings(root: Path, environment: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """Fields of a Company that the settings file says; a faulty one is noted and stands with its default."""
    findings = Findings(FILE, {(): 1}, problems)
    content = read_text(root, FILE, problems)
    given: dict[str, Any] = {"name": root.name, "time_zone": "UTC", "currency": "CNY"}
    try:
        given = tomllib.loads(content) if content is not None else given
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        findings.lines[()] = int(line[1]) if line else 1
        findings.add((), "This is not TOML.", "Look at the quotes and the brackets of this line.")
    findings.lines.update(_lines(content or ""))
    for key in given:
        if key not in KEYS:
            findings.unknown((key,), "setting", key, KEYS)
    for key in REQUIRED:
        if not isinstance(given.get(key), str) or not given[key]:
            said = "is no text" if given.get(key) else "is missing"
            findings.add((key,), f"`{key}` {said}.", f'Write `{key} = "..."`.')
    _check_time_zone(given.get("time_zone"), findings)
    if not re.fullmatch(r"[A-Z]{3}", str(given.get("currency", "CNY"))):
        findings.add(("currency",), "The currency is not a code of ISO 4217.", 'Write three letters, as `"CNY"`.')
    return {
        "name": given.get("name", root.name),
        "time_zone": given.get("time_zone", "UTC"),
        "currency": given.get("currency", "CNY"),
        "data": _folder(root, given, "data", "data", environment, findings),
        "state": _state(root, given, environment, findings),
        "thresholds": read_thresholds(given.get("thresholds", {}), _sources(root), findings),
        "prefect": _table(given, "prefect", findings),
    }


def _sources(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "sources").glob("[!._]*") if path.is_dir())


def _table(given: dict[str, Any], key: str, findings: Findings) -> dict[str, Any]:
    found = given.get(key, {})
    if not isinstance(found, dict):
        findings.add((key,), f"`{key}` is not a table.", f"Write `[{key}]` and a line for each.")
        return {}
    return found


def _lines(content: str) -> dict[tuple[str | int, ...], int]:
    """(table, key) -> line, for the flat TOML that the settings are."""
    found: dict[tuple[str | int, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(content.splitlines(), 1):
        if heading := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = tuple(heading[1].split("."))
            found.setdefault(table, number)
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line):
            found.setdefault((*table, key[1]), number)
    return found


def _check_time_zone(name: Any, findings: Findings) -> None:
    if not name:
        return
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        findings.add(
            ("time_zone",), "There is no such time zone.", 'Write a name of the IANA list, as `"Asia/Shanghai"`.'
        )


def _folder(
    root: Path, given: dict[str, Any], key: str, default: str, environment: Mapping[str, str], findings: Findings
) -> Path:
    written = given.get(key, default)
    if not isinstance(written, str):
        findings.add((key,), f"`{key}` is not a path.", f'Write `{key} = "{default}"`.')
        written = default
    try:
        return (root / Path(expand(written, environment)).expanduser()).resolve()
    except Unset as unset:
        findings.add((key,), str(unset), "Set it, or give a default: `${NAME:-path}`.")
    except (ValueError, RuntimeError, OSError):
        findings.add((key,), f"`{key}` is not a path.", f'Write `{key} = "{default}"`.')
    return root / default


def _state(root: Path, given: dict[str, Any], environment: Mapping[str, str], findings: Findings) -> Path:
    if override := environment.get(STATE_VARIABLE):
        return Path(override).expanduser().resolve()
    return _folder(root, given, "state", "var", environment, findings)
