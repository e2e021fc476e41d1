"""What DuckDB says of an SQL that it cannot bind or run, in our words: the line, a sentence without a value, a cure."""

import re
from collections.abc import Callable, Collection

import duckdb

from expectations.problem import nearest
from warehouse.binding.statement import Statement, parts

Said = tuple[str, str]  # sentence, cure
CAST = "Cast one of them, with `try_cast(... as type)` where not every text fits."


def explained(
    error: duckdb.Error, statement: Statement, columns: Collection[str], relations: Collection[str]
) -> tuple[int, str, str]:
    """(line, sentence, cure) of an error; `columns` and `relations` are the names that could have been meant."""
    if isinstance(error, duckdb.InterruptException | duckdb.OutOfMemoryException):
        cure = "Give the recursion or the range an end."
        return statement.line(statement.query), "It does not come to an end on a handful of rows.", cure
    first = str(error).splitlines()[0]
    for pattern, say in _SAID:
        if found := re.search(pattern, first):
            sentence, cure = say(found, columns, relations)
            return _line(error, statement), sentence, cure
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        plain = re.sub(r"'[^']*'", "...", first.partition(": ")[2]).rstrip(".! ")
        return _line(error, statement), f"The engine cannot bind it: {plain}.", "Look at the words of this line."
    line = _cast_line(statement)
    return line, *unfit(error)


def unfit(error: duckdb.Error) -> Said:
    """Sentence and cure of an error of a value: what it is of is said, and never the value itself."""
    first = str(error).splitlines()[0]
    kind = re.search(r" to (?:type )?(\w+)", first) if "onver" in first else None
    if "date" in first or "timestamp" in first:
        said = "a day or moment"
    else:
        said = {"INT32": "a whole number", "INT64": "a whole number", "BOOL": "a yes or a no"}.get(
            kind[1] if kind else "", "a number" if kind else ""
        )
    if isinstance(error, duckdb.ConversionException) and said:
        return (
            f"A value that is not {said} ends the night here.",
            "Write `try_cast(... as ...)`: what does not fit is NULL.",
        )
    if isinstance(error, duckdb.OutOfRangeException):
        return "A number leaves the range of its type here.", "Cast it to a wider type, as `decimal(18, 4)`."
    return "A constant or a value cannot be used here.", "Look at patterns, formats and constants of this text."


def _line(error: duckdb.Error, statement: Statement) -> int:
    """The line that the engine names; of a UNION of unequal width the first part that differs."""
    if found := re.search(r"^LINE (\d+):", str(error), re.MULTILINE):
        return int(found[1])
    widths = [(len(part.get("select_list", [])), part) for part in parts(statement.query)]
    return next((statement.line(part["select_list"][0]) for width, part in widths if width != widths[0][0]), 1)


def _cast_line(statement: Statement) -> int:
    """The line of the first cast that fails with an unfit value, or of the query when none is written."""
    found = re.search(r"(?<!try_)\bcast\s*\(|::", statement.text, re.IGNORECASE)
    return statement.text[: found.start()].count("\n") + 1 if found else statement.line(statement.query)


def _column(found: re.Match[str], columns: Collection[str], _: Collection[str]) -> Said:
    return f"There is no column `{found[1]}` here.", nearest(found[1], columns)


def _relation(found: re.Match[str], _: Collection[str], relations: Collection[str]) -> Said:
    return f"There is no table `{found[1]}` here.", nearest(found[1], relations)


def _function(found: re.Match[str], _: Collection[str], __: Collection[str]) -> Said:
    return f"There is no function `{found[1]}`.", "Look its name up in the manual of DuckDB."


def _plain(sentence: str, cure: str) -> Callable[[re.Match[str], Collection[str], Collection[str]], Said]:
    """The sentence with what the pattern found filled in."""
    return lambda found, _, __: (sentence.format(*found.groups()), cure)


_SAID: tuple[tuple[str, Callable[[re.Match[str], Collection[str], Collection[str]], Said]], ...] = (
    (r'^Binder Error: Referenced column "([^"]+)" (?:not found|was not found)', _column),
    (r'does not have a column named "([^"]+)"', _column),
    (r'Referenced table "([^"]+)" not found', _relation),
    (r'Table with name "?([\w.]+?)"? does not exist', _relation),
    (r'Function with name "?([^" ]+)"? does not exist', _function),
    (r'reference to column name "([^"]+)"', _plain("Two tables have the column `{}`.", "Say of which table.")),
    (
        r"Type with name (\w+) does not exist",
        _plain("There is no type `{}`.", "Write varchar, bigint, double or date."),
    ),
    (r"given name and argument types '([^']+)'", _plain("`{}` cannot be worked out of these types.", CAST)),
    (r'for the function call "([^"]+)"', _plain("`{}` cannot be worked out of these types.", CAST)),
    (r"Cannot compare values of type (\S+) and type (\S+)", _plain("It compares {} with {}.", CAST)),
    (r"Cannot mix values of type (\S+) and (\S+)", _plain("It mixes {} and {} in one column.", CAST)),
    (
        r'column "([^"]+)" must appear in the GROUP BY',
        _plain("`{}` is not grouped by.", "Group by it, or take its max."),
    ),
    (r"same number of result columns", _plain("The parts of the UNION differ in width.", "Give all the same columns.")),
    (r"cannot contain aggregates", _plain("An aggregate stands where rows are chosen.", "Write it in HAVING.")),
)
