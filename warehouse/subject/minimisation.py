"""The necessity audit: personal data that nobody needed, and promises on keeping that nobody can hold."""

import re

import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify

from expectations.company import Company
from expectations.own import CUSTOMER_ATTRIBUTE
from expectations.segment import CUSTOMER_360
from expectations.table import Column
from warehouse.graph import engine_steps, sql_step
from warehouse.published.query import ask
from warehouse.subject.retention import is_kept_by_engine

PERSONAL = ("direct_id", "quasi_id", "sensitive", "free_text")
ADVICE = {
    "unmapped": "No mapping reads it: leave it out of the contract.",
    "unread": "It is mapped, and no measure, segment or release reads it: leave it out of the mapping.",
    "unused": "Only releases that sent nothing in the last nights read it: ask whether they are still needed.",
    "unkept": "Its retention cannot be kept: the object needs a cursor of days or moments, the column must be no key.",
}
WORDS = re.compile(r"\w+")


def necessity(company: Company, nights: int) -> pl.DataFrame:
    """One row a personal column of a contract that is not needed, or whose retention cannot be kept.

    `nights` is how far back a release counts as one that was used.
    """
    feeds = _feeds(company)
    measured, released, sent = _read_by_steps(company), _read_by_releases(company), _sent_lately(company, nights)
    segments = {word for one in company.segments for word in WORDS.findall(one.predicate)}
    rows = []
    for contract in company.contracts:
        for found in contract.objects:
            for column in found.columns:
                why = _why(feeds.get((found.table, column.name), set()), measured, segments, released, sent)
                if column.name in found.retention and not is_kept_by_engine(found, column.name):
                    rows.append((found.table, column.name, column.classification, "unkept", ADVICE["unkept"]))
                if why and is_personal(column):
                    rows.append((found.table, column.name, column.classification, why, ADVICE[why]))
    schema = ["object", "column", "grade", "finding", "advice"]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("object", "column", "finding")


def is_personal(column: Column) -> bool:
    """Whether a column says something of a person."""
    return column.role in PERSONAL or column.category.startswith("user")


Fields = set[tuple[str, str]]


def _why(
    feeds: Fields, measured: dict[str, set[str]], segments: set[str], released: dict[str, Fields], sent: set[str]
) -> str:
    """Why a column is not needed; empty when it is. `feeds` are the columns of the common shape made of it."""
    if not feeds:
        return "unmapped"
    if any(name in measured.get(table, set()) for table, name in feeds) or segments & {name for _, name in feeds}:
        return ""
    readers = {
        release for release, read in released.items() if {name for _, name in feeds} & {name for _, name in read}
    }
    if not readers:
        return "unread"
    return "" if readers & sent else "unused"


def _feeds(company: Company) -> dict[tuple[str, str], Fields]:
    """Source table and column -> columns that mappings and attributes make of it, conditions included."""
    schema: dict[str, object] = {
        contract.source: {o.name: {c.name: c.type for c in o.columns} for o in contract.objects}
        for contract in company.contracts
    }
    found: dict[tuple[str, str], Fields] = {}
    for (_, fed), (_, query) in company.mappings.items():
        tree = sqlglot.parse_one(query, read="duckdb")
        for name in tree.named_selects if isinstance(tree, exp.Query) else []:
            for node in lineage(name, query, schema=schema, dialect="duckdb").walk():
                if not node.downstream and isinstance(node.source, exp.Table):
                    place = (f"{node.source.db}.{node.source.name}", node.name.split(".")[-1])
                    found.setdefault(place, set()).add((fed, name))
        for place in _in_conditions(tree, schema):
            found.setdefault(place, set()).add((fed, "party_key"))
    for attribute in company.attributes:
        for told in attribute.told:
            fed_as = {(CUSTOMER_360.name, attribute.name), (CUSTOMER_ATTRIBUTE, attribute.name)}
            found.setdefault((f"{told.source}.{told.object}", told.column), set()).update(fed_as)
    return found


def _in_conditions(tree: exp.Expr, schema: dict[str, object]) -> Fields:
    """Source columns by which a mapping selects or joins rows: they are needed, whatever comes of them."""
    whole = qualify(tree.copy(), schema=schema, dialect="duckdb", validate_qualify_columns=False)
    places = {one.alias_or_name: f"{one.db}.{one.name}" for one in whole.find_all(exp.Table) if one.db}
    return {
        (places[column.table], column.name)
        for clause in whole.find_all(exp.Where, exp.Join, exp.Qualify)
        for column in clause.find_all(exp.Column)
        if column.table in places
    }


def _read_by_steps(company: Company) -> dict[str, set[str]]:
    """Table -> words in the code of the steps that read it, measures of the company's own among them."""
    found: dict[str, set[str]] = {}
    measures = [sql_step(measure.table.name, measure.query) for measure in company.measures]
    for step in (*engine_steps().values(), *measures):
        for table in step.inputs:
            found.setdefault(table, set()).update(WORDS.findall(step.text))
    return found


def _read_by_releases(company: Company) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    known = {table.name: {column.name for column in table.columns} for table in company.tables.values()}
    for name, release in company.releases.items():
        tree = sqlglot.parse_one(release.query, read="duckdb")
        read = {f"{one.db}.{one.name}" for one in tree.find_all(exp.Table) if one.db}
        words = {column.name for column in tree.find_all(exp.Column)}
        found[name] = {(table, word) for table in read for word in words & known.get(table, set())}
    return found


def _sent_lately(company: Company, nights: int) -> set[str]:
    """Releases that sent a file with rows in the last nights; all of them before the first night."""
    live = company.files.live
    if not live.exists():
        return set(company.releases)
    query = """select distinct release from privacy.disclosure
               where rows > 0 and released_on > (select today from ops.setting) - ?::integer"""
    return set(ask(live, query, [nights]).to_series())
