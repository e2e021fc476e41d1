"""Segments of the company as steps: conditions over the wide customer row, checked before anything runs."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cache
from typing import Protocol

import duckdb
import sqlglot
from sqlglot import exp

from expectations.segment import CUSTOMER_360, SEGMENT_DEFINITION, SEGMENT_MATCH
from expectations.table import Column, Table
from warehouse import ddl
from warehouse.graph import GraphError, Step, sql_step
from warehouse.portable import differences

# What a condition may call: pure functions of one row, without a clock, chance, files or the engine's settings.
FUNCTIONS = {
    "ABS", "AND", "CASE", "CAST", "CEIL", "COALESCE", "CONCAT", "DATEDIFF", "DATE_DIFF", "DAY", "EXTRACT", "FLOOR",
    "GREATEST", "IF", "LEAST", "LEFT", "LENGTH", "LOWER", "MONTH", "NULLIF", "OR", "REPLACE", "RIGHT", "ROUND", "SIGN",
    "STARTS_WITH", "SUBSTRING", "TRY_CAST", "UPPER", "YEAR",
}  # fmt: skip

# A customer to try a condition on; any other type takes a nought.
HARMLESS = {"DATE": "2000-01-01", "BOOLEAN": "false"}


class SegmentRefused(GraphError):
    """A condition cannot be used; the sentence names the segment or play, and the cure."""


class Named(Protocol):
    """What a company says of a segment."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def sentence(self) -> str:
        """Whom it means, in words."""

    @property
    def predicate(self) -> str:
        """The same as a condition."""


def segment_step(segments: Iterable[Named], customer: Table = CUSTOMER_360) -> Step:
    """The step of `segment.segment_match`: each segment with the customers for whom its condition is true.

    `customer` is segment.customer_360 as declared for the company: what it measures itself may be named.
    """
    wide, known = customer.name, customer.columns
    selects = [
        f"select {ddl.text(s.name)} as segment, customer_id from {wide} where {condition(s.name, s.predicate, known)}"
        for s in segments
    ]
    nobody = f"select '' as segment, customer_id from {wide} where false"
    return sql_step(SEGMENT_MATCH.name, "\nunion all\n".join(selects or [nobody]), "segments.yaml")


def definition_step(segments: Iterable[Named]) -> Step:
    """The step of `segment.segment_definition`: what the company's file says tonight."""
    columns = [column.name for column in SEGMENT_DEFINITION.columns]
    said = [(s.name, s.sentence, s.predicate) for s in segments]
    rows = ["select " + ", ".join(f"{ddl.text(v)} as {c}" for v, c in zip(row, columns, strict=True)) for row in said]
    nothing = "select '' as segment, '' as sentence, '' as predicate where false"
    return sql_step(SEGMENT_DEFINITION.name, "\nunion all\n".join(rows or [nothing]), "segments.yaml")


def condition(name: str, predicate: str, known: Collection[Column] = CUSTOMER_360.columns) -> str:
    """The predicate as one SQL condition in brackets, written anew from what was understood; else SegmentRefused.

    `known` are the columns that it may name.
    """
    tree = _understood(name, predicate, known)
    text = f"({tree.sql('duckdb', comments=False)})"
    some = ", ".join(f"cast({ddl.text(HARMLESS.get(c.type, '0'))} as {c.type}) as {ddl.name(c.name)}" for c in known)
    try:
        [(kind, _)] = _engine().execute(f"select typeof({text}), {text} from (select {some})").fetchall()
    except duckdb.Error:
        raise SegmentRefused(f"{name}: the condition compares what cannot be compared; look at the types") from None
    if kind != "BOOLEAN":
        raise SegmentRefused(f"{name}: the condition is {kind}, not true or false; compare it with something")
    return text


def rule_sizes(
    con: duckdb.DuckDBPyConnection, name: str, predicate: str, known: Collection[Column] = CUSTOMER_360.columns
) -> list[tuple[str, int]]:
    """Customers for whom each part of the condition holds by itself, and last for whom all of it does."""
    whole = condition(name, predicate, known)
    tree = sqlglot.parse_one(whole, read="duckdb").unnest()
    parts = [part.sql("duckdb") for part in tree.flatten()] if isinstance(tree, exp.And) else []
    texts = [*parts, whole.removeprefix("(").removesuffix(")")]
    counts = ", ".join(f"count(*) filter (where {text})" for text in texts)
    found = con.execute(f"select {counts} from {CUSTOMER_360.name}").fetchall()[0]
    return list(zip(texts, found, strict=True))


def _understood(name: str, predicate: str, known: Collection[Column]) -> exp.Expr:
    """The condition as a tree of one expression over known columns and listed functions."""
    try:
        trees = sqlglot.parse(f"select 1 where {predicate}", read="duckdb")
    except sqlglot.errors.SqlglotError:
        raise SegmentRefused(f"{name}: the condition is not SQL; write it as in a WHERE") from None
    tree = trees[0]
    if len(trees) != 1 or not isinstance(tree, exp.Select) or _clauses(tree) != {"expressions", "where"}:
        raise SegmentRefused(f"{name}: the condition is more than one expression; leave out all but the condition")
    found: exp.Expr = tree.args["where"].this
    if found.find(exp.Query, exp.Subquery, exp.Table, exp.Exists):
        raise SegmentRefused(f"{name}: a condition looks at one customer; it may not hold a query of its own")
    if found.find(exp.Window, exp.AggFunc, exp.Star, exp.Parameter, exp.Placeholder, exp.Lambda, exp.Columns):
        raise SegmentRefused(
            f"{name}: a condition looks at one customer; it may not count, rank, or take values from outside"
        )
    _check_functions(name, found)
    _check_columns(name, found, {column.name for column in known})
    for said in differences(f"select 1 where {found.sql('duckdb')}"):
        raise SegmentRefused(f"{name}: {said}")
    return found


def _clauses(tree: exp.Select) -> set[str]:
    return {clause for clause, value in tree.args.items() if value}


def _check_functions(name: str, tree: exp.Expr) -> None:
    for called in tree.find_all(exp.Func):
        word = called.name.upper() if isinstance(called, exp.Anonymous) else called.sql_name().upper()
        if word not in FUNCTIONS:
            raise SegmentRefused(f"{name}: {word.lower()}() is not among the functions that a condition may call")


def _check_columns(name: str, tree: exp.Expr, known: Collection[str]) -> None:
    for column in tree.find_all(exp.Column):
        if column.name not in known or column.table:
            nearest = get_close_matches(column.name, sorted(known), 1)
            cure = f"did you mean {nearest[0]}?" if nearest else f"see {CUSTOMER_360.name} in the dictionary"
            raise SegmentRefused(f"{name}: there is no column {column.sql('duckdb')}; {cure}")


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """An engine without data, to ask it what type a condition has."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "enable_external_access": "false"})
