"""`shopkeeper.toml`: name, time zone, currency, where data live, and the thresholds that differ."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from expectations.company.location import Unset, expand
from expectations.problem import Findings, Problem
from expectations.setting import SETTINGS, Setting

FILE = "shopkeeper.toml"
KEYS = ("name", "time_zone", "currency", "data", "state", "thresholds", "prefect")
REQUIRED = ("name", "time_zone", "currency")
STATE_VARIABLE = "SHOPKEEPER_STATE"


def read_settings(root: Path, environment: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """Fields of a Company that the settings file says; a faulty one is noted and stands with its default."""
    content, findings = (root / FILE).read_text("utf-8", errors="replace"), Findings(FILE, {(): 1})
    findings.problems = problems
    try:
        given = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        findings.lines[()] = int(line[1]) if line else 1
        findings.add((), "This is not TOML.", "Look at the quotes and the brackets of this line.")
        given = {"name": root.name, "time_zone": "UTC", "currency": "CNY"}
    findings.lines.update(_lines(content))
    for key in given:
        if key not in KEYS:
            findings.unknown((key,), "setting", key, KEYS)
    for key in REQUIRED:
        if not isinstance(given.get(key), str) or not given[key]:
            findings.add((key,), f"`{key}` is missing.", f'Write `{key} = "..."`.')
    _check_time_zone(given.get("time_zone"), findings)
    if not re.fullmatch(r"[A-Z]{3}", str(given.get("currency", "CNY"))):
        findings.add(("currency",), "The currency is not a code of ISO 4217.", 'Write three letters, as `"CNY"`.')
    return {
        "name": given.get("name", root.name),
        "time_zone": given.get("time_zone", "UTC"),
        "currency": given.get("currency", "CNY"),
        "data": _folder(root, given, "data", "data", environment, findings),
        "state": _state(root, given, environment, findings),
        "thresholds": _thresholds(given.get("thresholds", {}), findings),
        "prefect": given.get("prefect", {}) if isinstance(given.get("prefect", {}), dict) else {},
    }


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
        return root / default


def _state(root: Path, given: dict[str, Any], environment: Mapping[str, str], findings: Findings) -> Path:
    if override := environment.get(STATE_VARIABLE):
        return Path(override).expanduser().resolve()
    return _folder(root, given, "state", "var", environment, findings)


def _thresholds(given: Any, findings: Findings) -> dict[str, int | float | str]:
    """Every setting with its default or the company's own value, in the order of the declaration."""
    known = {setting.name: setting for setting in SETTINGS}
    if not isinstance(given, dict):
        findings.add(("thresholds",), "`thresholds` is not a table.", "Write `[thresholds]` and a line for each.")
        given = {}
    found = {setting.name: setting.default for setting in SETTINGS}
    for name, value in given.items():
        if name not in known:
            findings.unknown(("thresholds", name), "threshold", name, known)
        elif not _fits(value, known[name]):
            kind = {"INTEGER": "a whole number", "DOUBLE": "a number"}.get(known[name].type, "a text")
            findings.add(("thresholds", name), f"`{name}` is not {kind}.", f"The default is {known[name].default}.")
        elif known[name].pattern and not re.fullmatch(known[name].pattern, value):
            findings.add(("thresholds", name), f"`{name}` cannot be read.", known[name].reason)
        else:
            found[name] = float(value) if known[name].type == "DOUBLE" else value
    return found


def _fits(value: Any, setting: Setting) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, {"INTEGER": int, "DOUBLE": int | float}.get(setting.type, str))
