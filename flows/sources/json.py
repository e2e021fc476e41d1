"""JSON, one object a line or one document: every declared value as text, exactly as written.

Readers that work on whole columns turn every number into a double, so 12345678901234.5678 would be altered; here a
number stays the text that it is.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.contract.source_object import SourceObject
from expectations.problem import nearest
from flows.sources.header import physical_names
from flows.sources.refusal import Refusal
from flows.sources.sink import LINE, Sink
from flows.sources.text import blocks

ROWS = 20_000
DEPTH = 64  # no record of a customer is nested deeper
DOCUMENT_BYTES = 512 * 1024**2  # a document is read whole; larger deliveries come one object a line
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; ValueError when a key stands twice, since one of the values would be lost."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


READ = json.JSONDecoder(
    parse_float=_Number, parse_int=_Number, parse_constant=_no_number, object_pairs_hook=_once
).decode


def read_json(source_object: SourceObject, path: Path, sink: Sink) -> None:
    """Land objects, a key that is absent being NULL; a line that is not an object is rejected."""
    encoding = str(source_object.options.get("encoding", "utf-8"))
    records = _lines if source_object.format == "ndjson" else _document
    rows = _Rows(source_object, sink)
    for line, raw, value in records(path, encoding, str(source_object.options.get("records", ""))):
        rows.add(line, raw, value)
    rows.finish()


Found = Iterator[tuple[int, str, dict[str, Any] | str]]


def _lines(path: Path, encoding: str, records: str) -> Found:
    """(line, text, object or the reason why it is none) for each line that is not blank."""
    number = 0
    for block in blocks(path, encoding):
        for bad, line in zip(block.bad.tolist(), block.content.decode("utf-8", "replace").split("\n"), strict=False):
            number += 1
            if bad:
                yield number, line, "The line holds bytes that are no text in the declared encoding."
            elif line.strip():
                yield number, line, _object(line)


def _object(line: str) -> dict[str, Any] | str:
    if line.count("[") + line.count("{") > DEPTH and _depth(line) > DEPTH:
        return f"The line is nested deeper than {DEPTH} levels."
    try:
        value = READ(line)
        if "\\u" in line:
            _written(value).encode()  # half a character of UTF-16 is no text
    except ValueError as error:
        if "twice" in str(error):
            return "The line gives a key twice."
        return "The line is not JSON."
    return value if isinstance(value, dict) else "The line is not an object."


def _depth(text: str) -> int:
    level = deepest = 0
    for sign in re.findall(r"[\[\]{}]", STRING.sub("", text)):
        level += 1 if sign in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _document(path: Path, encoding: str, records: str) -> Found:
    """(position, text, object or reason) for each element of the array at the path `records`."""
    parts, size = [], 0
    for block in blocks(path, encoding, line_bytes=DOCUMENT_BYTES):  # often written without a line end
        size += len(block.content)
        if block.bad.any():
            raise Refusal(f"It is not {encoding} throughout; declare the right `encoding`.")
        if size > DOCUMENT_BYTES:
            raise Refusal("The document is larger than 512 MiB; ask for one object a line (ndjson).")
        parts.append(block.content)
    text = b"".join(parts).decode()
    if not text.strip():
        return
    if _depth(text) > DEPTH:
        raise Refusal(f"The document is nested deeper than {DEPTH} levels.")
    try:
        value = READ(text)
    except json.JSONDecodeError as error:
        raise Refusal(f"It is not JSON from line {error.lineno} on; ask for it again.") from None
    except ValueError:
        raise Refusal("An object gives a key twice, so one value would be lost; have the file mended.") from None
    for key in filter(None, records.split(".")):
        if not isinstance(value, dict) or key not in value:
            raise Refusal(f"There is nothing at `records: {records}`; mend the path.")
        value = value[key]
    if not isinstance(value, list):
        raise Refusal("There is no array of rows; name the path to it in `records`.")
    for position, row in enumerate(value, 1):
        yield (
            position,
            "" if isinstance(row, dict) else _written(row),
            row if isinstance(row, dict) else "It is no object.",
        )


class _Rows:
    """Rows on their way into the landing, some thousand at a time."""

    def __init__(self, source_object: SourceObject, sink: Sink) -> None:
        self.source_object, self.sink = source_object, sink
        self.physical = physical_names(source_object)
        self.paths = [tuple(name.split(".")) for name in self.physical]
        self.cells: list[list[str | None]] = [[] for _ in self.paths]
        self.lines: list[int] = []
        self.faults: list[tuple[int, str, str]] = []
        self.keys: set[str] = set()
        self.flush()

    def add(self, line: int, raw: str, value: dict[str, Any] | str) -> None:
        """Take one object, or one fault."""
        if isinstance(value, str):
            self.faults.append((line, value, raw.rstrip("\r")))
        else:
            self.keys.update(value)
            self.lines.append(line)
            for column, name, path in zip(self.cells, self.physical, self.paths, strict=True):
                column.append(_text(value[name] if name in value else _at(value, path)))
        if len(self.lines) + len(self.faults) >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Hand over what is there."""
        names = [column.name for column in self.source_object.columns] + [LINE]
        arrays = [pa.array(column, pa.string()) for column in self.cells] + [pa.array(self.lines, pa.int64())]
        self.sink.rows(pa.table(arrays, names=names))
        if self.faults:
            lines, reasons, raw = (list(part) for part in zip(*self.faults, strict=True))
            self.sink.reject(lines, reasons, raw)
        self.cells, self.lines, self.faults = [[] for _ in self.paths], [], []

    def finish(self) -> None:
        """Hand over the rest; Refusal for keys that nobody declared and required ones that no row has."""
        self.flush()
        heads = {path[0] for path in self.paths} | set(self.physical)
        new = sorted(self.keys - heads)
        if new and self.source_object.options.get("extra_columns") != "ignore":
            listed = ", ".join(f"`{name}`" for name in new)
            raise Refusal(f"The contract does not declare {listed}; declare it, or write `extra_columns: ignore`.")
        for column, name, path in zip(self.source_object.columns, self.physical, self.paths, strict=True):
            if self.keys and column.required and path[0] not in self.keys and name not in self.keys:
                raise Refusal(f"The key `{name}` is missing from every row. {nearest(name, self.keys)}")


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else _written(value)


def _written(value: Any) -> str:
    """A value as JSON text, numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
