"""One SELECT as DuckDB's own parser reads it: a tree whose nodes know their lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

Node = dict[str, Any]
NOWHERE = 2**63  # a node that the parser made itself has no place


class Unreadable(Exception):
    """The text is not one SELECT; the sentence and the cure say why."""

    def __init__(self, line: int, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence, self.fix = line, sentence, fix


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT: its text, and the node of its query as DuckDB serialises it."""

    text: str
    query: Node

    def line(self, node: Node) -> int:
        """Line of a node, counted from 1; of one without a place, the first line of what it holds."""
        return next((line for found in walk(node) if (line := self._line_of(found))), 1)

    def source(self, node: Node) -> str:
        """The text of an expression as it was written."""
        start, length = node["query_location"], node.get("query_location_length", 0)
        return self.text.encode()[start : start + length].decode()

    def _line_of(self, node: Node) -> int | None:
        place = node.get("query_location", NOWHERE)
        return self.text.encode()[:place].count(b"\n") + 1 if place < NOWHERE else None


def parse(con: duckdb.DuckDBPyConnection, text: str) -> Statement:
    """The one SELECT of the text; Unreadable when it is anything else."""
    text = text.rstrip().rstrip(";")
    [(said,)] = con.execute("select json_serialize_sql(?::varchar)", [text]).fetchall()
    found = json.loads(said)
    if found.get("error"):
        if found.get("error_type") != "parser":
            raise Unreadable(1, "This is not a SELECT.", "Write one SELECT, without a second statement.")
        place = int(found.get("position", 0))
        line = text.encode()[:place].count(b"\n") + 1
        raise Unreadable(line, "This is not SQL that can be read.", "Look at the words of this line and before it.")
    if not found["statements"]:
        raise Unreadable(1, "There is no statement.", "Write one SELECT.")
    if len(found["statements"]) != 1:
        raise Unreadable(1, "There is more than one statement.", "Write one SELECT, without a second statement.")
    return Statement(text, found["statements"][0]["node"])


def walk(node: Any) -> Iterator[Node]:
    """Every node of a tree, itself first, in the order of the text as far as the parser keeps it."""
    if isinstance(node, list):
        for item in node:
            yield from walk(item)
    elif isinstance(node, dict):
        yield node
        for value in node.values():
            if isinstance(value, dict | list):
                yield from walk(value)


def expressions(node: Any, kind: str) -> Iterator[Node]:
    """Every node of one class: COLUMN_REF, FUNCTION, WINDOW, CONSTANT, COMPARISON ..."""
    return (found for found in walk(node) if found.get("class") == kind)


def relations(node: Any) -> Iterator[tuple[str, Node]]:
    """(name as it is written, node) of every table that is read; a function of rows has the name of the function."""
    for found in walk(node):
        if found.get("type") == "BASE_TABLE":
            parts = (found.get("catalog_name"), found.get("schema_name"), found["table_name"])
            yield ".".join(part for part in parts if part), found
        elif found.get("type") == "TABLE_FUNCTION":
            yield f"{found['function']['function_name']}()", found


def ctes(node: Any) -> set[str]:
    """Names of all common table expressions of a tree."""
    maps = (found["cte_map"] for found in walk(node) if "cte_map" in found)
    return {entry["key"] for found in maps for entry in found.get("map", [])}


def parts(query: Node) -> list[Node]:
    """The SELECTs of a query: one, or each side of its UNIONs in their order."""
    if query.get("type") == "SET_OPERATION_NODE":
        sides = query.get("children") or [query["left"], query["right"]]
        return [part for side in sides for part in parts(side)]
    return [query]
