"""Great Expectations suites of declared tables and of sources' contracts, run on a DuckDB file.

The import takes seconds and hundreds of megabytes, so a caller imports this module only when it validates.
"""

import logging
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before the import: nothing about a night leaves the machine

import great_expectations as gx  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from great_expectations.datasource.fluent.interfaces import GxDatasourceWarning  # noqa: E402
from great_expectations.exceptions.exceptions import GreatExpectationsError  # noqa: E402
from great_expectations.expectations.registry import get_expectation_impl  # noqa: E402

from expectations.contract.source_object import SourceObject
from expectations.suite import gx_dialect
from expectations.table import Column, Severity, Table  # noqa: E402

for chatty in ("great_expectations", "great_expectations.data_context.types.base"):  # which has a level of its own
    logging.getLogger(chatty).setLevel(logging.WARNING)  # it announces its temporary folders

# Of failing rows the count, and none of their values.
COUNTS_ONLY: dict[str, Any] = {"result_format": "BASIC", "partial_unexpected_count": 0}
NOT_EVALUATED = "(it cannot be evaluated)"


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence and the expectation that checks it; `arguments` go to its constructor."""

    sentence: str
    expectation: str
    arguments: dict[str, Any]
    severity: Severity = "critical"


@dataclass(frozen=True, slots=True)
class Result:
    """How one promise about one table came out; a promise about the table as a whole fails once."""

    table: str
    sentence: str
    severity: Severity
    success: bool
    rows: int
    failed: int


def validate(database: Path, tables: Sequence[Table], objects: Sequence[SourceObject] = ()) -> list[Result]:
    """How every promise of the tables and of the sources' objects came out on what stands in the file.

    A table that is missing and an expectation that cannot be evaluated are critical failures. The file may be open in
    this process. Rules about `today` read `ops.setting`. No result bears a value of a row.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", GxDatasourceWarning)  # it would rather have a PostgreSQL server
        night = context.data_sources.add_sql("night", connection_string=gx_dialect.url(database))
    suites = {table.name: list(promises_of_table(table)) for table in tables}
    suites |= {found.table: list(promises_of_object(found)) for found in objects}
    try:
        return [result for table, promises in suites.items() for result in _check(night, table, promises)]
    finally:
        night.get_engine().dispose()
        gx_dialect.close_all()


def promises_of_table(table: Table) -> Iterator[Promise]:
    """What a declared table promises: its columns, filled and in their vocabularies, its key, rules and warnings."""
    yield from _shape(table.columns, table.key)
    for column in table.columns:
        if column.values:
            sentence = f"{column.name} is one of {', '.join(column.values)}"
            arguments = {"column": column.name, "value_set": list(column.values)}
            yield Promise(sentence, "expect_column_values_to_be_in_set", arguments)
    has_today = any(column.name == "today" for column in table.columns)
    for rules, severity in ((table.rules, "critical"), (table.warnings, "warning")):
        for sentence, predicate in rules.items():
            query = {"unexpected_rows_query": _broken_rows(predicate, has_today)}
            yield Promise(sentence, "unexpected_rows_expectation", query, severity)  # type: ignore[arg-type]


def promises_of_object(found: SourceObject) -> Iterator[Promise]:
    """What must hold of a source's standing rows: columns, key, and rules that the contract writes as expectations.

    Its rules about single rows were judged at the door, where they refuse.
    """
    keys = tuple(Column(c.name, c.type, c.meaning, required=c.name in found.key) for c in found.columns)
    yield from _shape(keys, found.key)
    for rule in found.rules:
        if rule.expectation:
            yield Promise(rule.sentence, rule.expectation, rule.arguments, rule.severity)


def _shape(columns: Sequence[Column], key: Sequence[str]) -> Iterator[Promise]:
    names = [column.name for column in columns]
    yield Promise(
        "the columns are those declared",
        "expect_table_columns_to_match_set",
        {"column_set": names, "exact_match": True},
    )
    for column in columns:
        if column.required:
            yield Promise(f"{column.name} is filled", "expect_column_values_to_not_be_null", {"column": column.name})
    if len(key) == 1:
        yield Promise("the key appears once", "expect_column_values_to_be_unique", {"column": key[0]})
    elif key:
        arguments = {"column_list": list(key), "ignore_row_if": "never"}
        yield Promise("the key appears once", "expect_compound_columns_to_be_unique", arguments)


def _broken_rows(predicate: str, has_today: bool) -> str:
    """SELECT of one bare number a row that breaks the predicate; braces are doubled for the template."""
    told = " cross join (select today, today_ends_at from ops.setting) as told"
    night = told if re.search(r"\btoday(_ends_at)?\b", predicate) and not has_today else ""
    escaped = predicate.replace("{", "{{").replace("}", "}}")
    return f"select 1 as broken from {{batch}}{night} where ({escaped}) is false"


def _check(night: Any, table: str, promises: Sequence[Promise]) -> Iterator[Result]:
    schema, _, plain = table.partition(".")
    engine = night.get_engine()
    if not sa.inspect(engine).has_table(plain, schema=schema):
        yield Result(table, "the table stands", "critical", False, 0, 1)
        return
    with engine.connect() as connection:
        rows = connection.execute(sa.select(sa.func.count()).select_from(sa.table(plain, schema=schema))).scalar_one()
    suite = gx.ExpectationSuite(name=table)
    for place, promise in enumerate(promises):
        try:
            suite.add_expectation(_expectation(promise, place))
        except (GreatExpectationsError, ValueError, TypeError):
            yield Result(table, f"{promise.sentence} {NOT_EVALUATED}", "critical", False, rows, 1)
    asset = night.add_table_asset(table, table_name=plain, schema_name=schema)
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    found = {r.expectation_config.meta["place"]: r for r in batch.validate(suite, result_format=COUNTS_ONLY).results}
    for place in sorted(found):
        yield _result(table, promises[place], rows, found[place])


def _expectation(promise: Promise, place: int) -> Any:
    if "row_condition" in promise.arguments:
        raise ValueError("Great Expectations loses a row condition where it counts; write the rule as a predicate")
    kind: Any = get_expectation_impl(promise.expectation)
    return kind(**promise.arguments, severity=promise.severity, meta={"place": place})


def _result(table: str, promise: Promise, rows: int, found: Any) -> Result:
    if _raised(found.exception_info):
        return Result(table, f"{promise.sentence} {NOT_EVALUATED}", "critical", False, rows, 1)
    counted = "observed_value" if promise.expectation == "unexpected_rows_expectation" else "unexpected_count"
    failed = 0 if found.success else int(found.result.get(counted) or 1)
    return Result(table, promise.sentence, promise.severity, bool(found.success), rows, failed)


def _raised(info: dict[str, Any] | None) -> bool:
    """The engine failed instead of the data: said once for the expectation, or once a metric."""
    said = info or {}
    return bool(said.get("raised_exception")) or any(isinstance(v, dict) and _raised(v) for v in said.values())
