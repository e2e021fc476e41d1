"""Lines of a contract where an object or a rule of it is written, looked up only when something is wrong with it."""

from functools import cached_property
from pathlib import Path
from typing import Any

from expectations.contract.source_object import Rule, SourceObject
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Place


class Lines:
    """The places of one `contract.yaml`."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def of_object(self, found: SourceObject) -> int:
        """The line where the object begins."""
        return self._line(self._object(found)[1])

    def of_rule(self, found: SourceObject, rule: Rule) -> int:
        """The line of the rule: of its text, else of the column that its sentence begins with, else of the object."""
        given, place = self._object(found)
        spots = [(given, place)]
        spots += [(c, (*place, "properties", i)) for i, c in enumerate(given.get("properties") or [])]
        for holder, spot in spots:
            for index, quality in enumerate(holder.get("quality") or []):
                said = str(quality.get("description") or quality.get("name") or "").strip().rstrip(".")
                listed = (quality.get("arguments") or {}).get("properties") or []
                if rule.sentence in (said, f"{' and '.join(map(str, listed))} is unique"):
                    here = (*spot, "quality", index)
                    return self._line(next(((*here, k) for k in ("query", "implementation") if k in quality), here))
        for holder, spot in spots[1:]:
            options = holder.get("logicalTypeOptions") or {}
            if rule.sentence.split(" ")[0] == holder.get("name"):
                return self._line(next(((*spot, "logicalTypeOptions", k) for k in options if k in rule.sentence), spot))
        return self._line(place)

    @cached_property
    def _read(self) -> tuple[Any, Findings]:
        return read_yaml(self.file.read_text("utf-8", errors="replace"), self.file.name)

    def _object(self, found: SourceObject) -> tuple[dict[str, Any], Place]:
        content, _ = self._read
        schema = content.get("schema") or [] if isinstance(content, dict) else []
        return next(((one, ("schema", i)) for i, one in enumerate(schema) if one.get("name") == found.name), ({}, ()))

    def _line(self, place: Place) -> int:
        return self._read[1].line(place) or 1
