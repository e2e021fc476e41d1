"""`[thresholds]` of shopkeeper.toml: what a company sets otherwise, in its range and naming what exists."""

import re
from collections.abc import Collection
from typing import Any

from expectations.golden_field import STRATEGIES
from expectations.problem import Findings, nearest
from expectations.setting import FLAGS, GROUPS, ORDERED, SETTINGS, Setting

KINDS = {"INTEGER": (int, "a whole number"), "DOUBLE": (int | float, "a number"), "VARCHAR": (str, "a text")}
Thresholds = dict[str, int | float | str]


def read_thresholds(given: Any, sources: Collection[str], findings: Findings) -> Thresholds:
    """Every setting with its default or the company's own value; a faulty one is noted and keeps its default."""
    known = {setting.name: setting for setting in SETTINGS}
    found: Thresholds = {setting.name: setting.default for setting in SETTINGS}
    if not isinstance(given, dict):
        findings.add(("thresholds",), "`thresholds` is not a table.", "Write `[thresholds]` and a line for each.")
        return found
    for name, value in given.items():
        if name not in known:
            findings.unknown(("thresholds", name), "threshold", name, known)
        elif _is_right(value, known[name], sources, findings):
            found[name] = float(value) if known[name].type == "DOUBLE" else value
    for low, high in ORDERED:
        if float(found[low]) > float(found[high]):
            at = low if low in given else high
            fix = f"They are {found[low]} and {found[high]}; the first may be as great as the second, not greater."
            findings.add(("thresholds", at), f"`{low}` lies above `{high}`.", fix)
    return found


def _is_right(value: Any, setting: Setting, sources: Collection[str], findings: Findings) -> bool:
    """Whether the value can be used; what speaks against it is noted."""
    place, before = ("thresholds", setting.name), len(findings.problems)
    kind, called = KINDS[setting.type]
    if isinstance(value, bool) or not isinstance(value, kind):
        findings.add(place, f"`{setting.name}` is not {called}.", f"The default is {setting.default}.")
    elif isinstance(value, str):
        _check_text(value, setting, sources, findings)
    elif not setting.low <= value <= setting.high:
        fix = f"It lies from {setting.low} to {setting.high}; the default is {setting.default}."
        findings.add(place, f"`{setting.name}` cannot be {value}.", fix)
    return len(findings.problems) == before


def _check_text(value: str, setting: Setting, sources: Collection[str], findings: Findings) -> None:
    place = ("thresholds", setting.name)
    if setting.values and value not in setting.values:
        findings.add(place, f"`{setting.name}` cannot be `{value}`.", nearest(value, setting.values))
    elif setting.pattern and not re.fullmatch(setting.pattern, value):
        findings.add(place, f"`{setting.name}` cannot be read.", setting.reason)
    elif setting.name == "golden_strategies":
        _check_strategies(value, findings)
    elif setting.name == "trusted_sources":
        for name in filter(None, re.split(", ?", value)):
            if name not in sources:
                findings.add(place, f"The company has no source `{name}`.", nearest(name, sources))


def _check_strategies(value: str, findings: Findings) -> None:
    """Each `group=strategy` names a group of fields and a strategy that it can have."""
    place = ("thresholds", "golden_strategies")
    for written in re.split(", ?", value) if value else ():
        group, sign, strategy = written.partition("=")
        can = STRATEGIES if group in FLAGS else [name for name in STRATEGIES if name != "any_true"]
        if not sign:
            fix = "Write `group=strategy`, several with a comma between them."
            findings.add(place, f"`golden_strategies` cannot be read at `{written}`.", fix)
        elif group not in (*GROUPS, *FLAGS):
            findings.unknown(place, "group of fields", group, (*GROUPS, *FLAGS))
        elif strategy not in can:
            findings.add(place, f"`{group}` cannot be chosen by `{strategy}`.", nearest(strategy, can))
