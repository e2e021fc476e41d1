"""Comparisons of a column that has a closed vocabulary with a word that does not stand in it: they are never true."""

from collections.abc import Iterable, Iterator

from expectations.problem import nearest
from expectations.table import Column
from warehouse.binding.statement import Node, Statement, walk

COMPARED = {"COMPARE_EQUAL", "COMPARE_NOTEQUAL", "COMPARE_IN", "COMPARE_NOT_IN", "COMPARE_DISTINCT_FROM"}


def unknown_words(statement: Statement, columns: Iterable[Column]) -> Iterator[tuple[int, str, str]]:
    """(line, sentence, cure) of every word that a column of a table that is read is compared with and never holds.

    Of a name that several of the columns have, the words of all count.
    """
    words: dict[str, set[str]] = {}
    free = set()
    for column in columns:
        words.setdefault(column.name, set()).update(column.values)
        if not column.values:
            free.add(column.name)
    for found in walk(statement.query):
        if found.get("type") not in COMPARED:
            continue
        sides = found.get("children") or [found["left"], found["right"]]
        for column_name in _columns(sides):
            if column_name in words and column_name not in free:
                yield from _strange(statement, sides, column_name, words[column_name])


def _strange(statement: Statement, sides: list[Node], name: str, known: set[str]) -> Iterator[tuple[int, str, str]]:
    for side in sides:
        literal = side.get("literal") or {}
        if side.get("class") == "CONSTANT" and literal.get("kind") == "STRING" and literal["text"] not in known:
            said = f"`{literal['text']}` is no word of `{name}`."
            yield statement.line(side), said, nearest(literal["text"], known)


def _columns(sides: list[Node]) -> set[str]:
    """The column on one side of a comparison, if it stands there by itself."""
    return {side["column_names"][-1].lower() for side in sides if side.get("class") == "COLUMN_REF"}
