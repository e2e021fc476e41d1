"""A company's own tables: the attributes that its sources tell, its measures, and the wide row with both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from expectations.identity import CUSTOMER_ID, PARTY_KEY, SOURCE
from expectations.segment import CUSTOMER_360
from expectations.table import GRADES, Column, Role, Table

SCHEMA = "own"
ATTRIBUTE, CUSTOMER_ATTRIBUTE = "own.attribute", "own.customer_attribute"
SINCE = "Day of the row that first told this value, else the first night that saw it."
# What says directly who somebody is has no place in the wide row.
SAYS_WHO: tuple[Role, ...] = ("direct_id", "free_text")
STRICTEST: tuple[Role, ...] = ("direct_id", "free_text", "sensitive", "quasi_id", "key", "measure")


@dataclass(frozen=True, slots=True)
class Told:
    """A column of a source's object that tells an attribute: whose (`party_key`), and the day or moment of the row."""

    source: str
    object: str
    column: str
    party_key: str
    cursor: str | None = None
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that sources tell of a customer as it is: its column in the wide row, and who tells it."""

    column: Column
    told: tuple[Told, ...]

    @property
    def name(self) -> str:
        """Name of the attribute and of its column."""
        return self.column.name

    @property
    def day(self) -> str:
        """The column with the day since when it is so."""
        return f"{self.column.name}_on"


@dataclass(frozen=True, slots=True)
class Measure:
    """A table that a company measures itself: its declaration, the file of its SELECT, and the SELECT."""

    table: Table
    file: Path
    query: str


def own_tables(attributes: Iterable[Attribute], measures: Iterable[Table]) -> list[Table]:
    """The declarations that a company adds: its attributes, its measures, and segment.customer_360 with both."""
    asked = list(attributes)
    own = [*([_attribute(asked), _customer_attribute(asked)] if asked else []), *measures]
    return [*own, wide(own)] if own else []


def is_of_customers(table: Table) -> bool:
    """Whether an own table has one row a customer, so that its columns stand in segment.customer_360."""
    return table.schema == SCHEMA and table.key == ("customer_id",)


def joined(table: Table) -> tuple[Column, ...]:
    """The columns of an own table that stand in the wide row: none of a key, none that says who somebody is."""
    return tuple(c for c in table.columns if c.name not in table.key and c.role not in SAYS_WHO)


def wide(own: Iterable[Table]) -> Table:
    """segment.customer_360 with the columns of each own table of one row a customer; who has no row there has NULL.

    A name that stands already is told by the reader of the folder; here its first column stands.
    """
    added = [replace(c, required=False) for table in own if is_of_customers(table) for c in joined(table)]
    once: dict[str, Column] = {}
    for column in (*CUSTOMER_360.columns, *added):
        once.setdefault(column.name, column)
    return replace(CUSTOMER_360, columns=tuple(once.values()))


def merged(name: str, columns: Iterable[Column]) -> Column:
    """One column of the highest grade and the strictest role among several; the first gives the words."""
    given = list(columns)
    return replace(
        given[0],
        name=name,
        required=False,
        role=min((c.role for c in given), key=STRICTEST.index),
        grade=max((c.classification for c in given), key=GRADES.index),
    )


def _attribute(attributes: list[Attribute]) -> Table:
    value = merged("value", [attribute.column for attribute in attributes])
    return Table(
        ATTRIBUTE,
        "One row an attribute that a record tells: the newest value, whose it is, and since when it is so.",
        (
            SOURCE,
            Column("object", "VARCHAR", "Object of the source.", "key", required=True, chinese="对象"),
            PARTY_KEY,
            replace(CUSTOMER_ID, required=False, meaning="The customer; NULL when no party has this key."),
            Column("attribute", "VARCHAR", "Name of the attribute.", "key", required=True, chinese="属性"),
            replace(
                value, type="VARCHAR", required=True, values=(), meaning="The value as text.", category="", chinese="值"
            ),
            Column("since_on", "DATE", SINCE, required=True, chinese="起始日"),
            Column("type", "VARCHAR", "DuckDB type that the contract declares.", required=True, chinese="类型"),
            Column("grade", "VARCHAR", "Grade of the attribute.", required=True, values=GRADES, chinese="分级"),
            Column("is_winner", "BOOLEAN", "This value stands for the customer.", required=True, chinese="胜出"),
        ),
        key=("source", "object", "party_key", "attribute"),
        formula="of several records the most trusted source wins (trusted_sources), then the newest value",
        chinese="属性",
    )


def _customer_attribute(attributes: list[Attribute]) -> Table:
    return Table(
        CUSTOMER_ATTRIBUTE,
        "One row a customer with attributes: the value that won of each, and its day.",
        (CUSTOMER_ID, *(column for a in attributes for column in (a.column, _day(a)))),
        key=("customer_id",),
        chinese="客户属性",
    )


def _day(attribute: Attribute) -> Column:
    """The day tells of the customer what the attribute tells, so it is graded like it."""
    column = attribute.column
    meaning = f"Day since when {attribute.name} is so."
    return replace(column, name=attribute.day, type="DATE", meaning=meaning, chinese="")
