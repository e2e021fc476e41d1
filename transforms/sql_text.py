"""What stands in an SQL statement: a text, a column, a dotted name, each quoted so that it is nothing else."""

from collections.abc import Iterable

# The company's zone, where a query does not have the settings at hand.
COMPANY_ZONE = "(select time_zone from ops.setting)"


def text(value: object) -> str:
    """A value as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def texts(values: Iterable[object]) -> str:
    """String literals with commas between them."""
    return ", ".join(map(text, values))


def column(word: str) -> str:
    """One quoted identifier; a dot in it is part of the name."""
    return '"' + word.replace('"', '""') + '"'


def name(word: str) -> str:
    """A quoted name; the parts between its dots are quoted one by one."""
    return ".".join(map(column, word.split(".")))


def company_day(moment: str, zone: str = "setting.time_zone") -> str:
    """SQL of the company's day on which a moment in UTC fell; no other way turns a moment into a day."""
    return f"cast(({moment} at time zone 'UTC') at time zone {zone} as date)"
