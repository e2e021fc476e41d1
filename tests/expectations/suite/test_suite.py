"""The suites find each broken promise once, by its sentence, and show no value."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.contract.source_object import Rule, SourceObject
from expectations.suite.suite import NOT_EVALUATED, Result, validate
from expectations.table import Column, Severity, Table

NO = Column("no", "VARCHAR", "Member number.", "key", required=True)
COLUMNS = (
    NO,
    Column("shop", "VARCHAR", "Shop.", "key", required=True),
    Column("name", "VARCHAR", "Name.", "direct_id"),
    Column("level", "VARCHAR", "Level.", values=("gold", "silver")),
    Column("visits", "INTEGER", "Visits."),
    Column("joined_on", "DATE", "Day of joining."),
)
RULES = {
    "a visit is never negative": "visits >= 0",
    "nobody joins tomorrow": "joined_on <= today",
    "a number has one to three digits": "regexp_matches(no, '^[0-9]{1,3}$')",
}
WARNINGS = {"a member has come": "visits > 0"}


def member(name: str) -> Table:
    return Table(name, "One row a member.", COLUMNS, ("shop", "no"), RULES, WARNINGS)


def expectation(sentence: str, kind: str, severity: Severity = "warning", **arguments: object) -> Rule:
    return Rule(sentence, severity, expectation=f"expect_{kind}", arguments=arguments)


IN_SET, FILLED = "column_values_to_be_in_set", "column_values_to_not_be_null"
GOLD: dict[str, Any] = {"column": "level", "value_set": ["gold"]}
EXPECTATIONS = (
    expectation("a name bears a number", "column_values_to_match_regex", "critical", column="name", regex="[0-9]"),
    expectation("most members have gold", IN_SET, **GOLD, mostly=0.9),
    expectation("half of the members have gold", IN_SET, "critical", **GOLD, mostly=0.5),
    expectation("there is a column of shoes", FILLED, column="shoe_size"),
    expectation("the stars are right", "stars_to_be_right"),
    expectation("a visit is whole", FILLED, columns="visits"),
    expectation("shops are filled in part", FILLED, column="shop", row_condition="visits > 0"),
)
OBJECT = SourceObject("crm", "member", "csv", "member.csv", COLUMNS[:5], ("no",), "snapshot", rules=EXPECTATIONS)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Result]]:
    """(table, sentence) -> result of one night whose file stays open, as the night's own does."""
    database = tmp_path_factory.mktemp("夜 $间") / "building.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("set timezone = 'UTC'; create schema ops; create schema shop; create schema crm")
        con.execute(
            "create table ops.setting as "
            "select date '2026-06-30' as today, timestamp '2026-06-30 16:00' as today_ends_at"
        )
        con.execute(
            """create table shop.good as select * from (values
              ('1', '南京路', '王小明 1', 'gold', 3, date '2026-06-30'), ('2', '南京路', null, null, null, null),
              ('1', 'Bund', 'Müller 2', 'silver', 0, date '2020-01-01')) t(no, shop, name, level, visits, joined_on)"""
        )
        con.execute(
            """create table shop.broken as select * from (values
              (null, '南京路', '欧阳修', 'bronze', -1, date '2026-07-01'), ('7', 'Bund', 'Ann', 'gold', 1, null),
              ('7', 'Bund', 'Bob', 'iron', 1, null), ('1234', 'Bund', null, 'tin', 1, null))
              t(no, shop, name, level, visits, joined_on)"""
        )
        con.execute("create table shop.shifted as select * exclude (visits), 1 as shoes from shop.good")
        con.execute("create table shop.empty as from shop.good limit 0")
        con.execute("create table crm.member as select no || shop as no, * exclude (no, joined_on) from shop.good")
        tables = [member(f"shop.{name}") for name in ("good", "broken", "shifted", "missing", "empty")]
        found = validate(database, tables, [OBJECT])
        con.execute("select 1").fetchall()
    yield {(result.table, result.sentence): result for result in found}


def test_a_table_that_keeps_its_promises_breaks_none(results: dict[tuple[str, str], Result]) -> None:
    good = [result for (table, _), result in results.items() if table == "shop.good"]

    assert [(r.sentence, r.failed) for r in good if not r.success] == [("a member has come", 1)]
    assert [r.sentence for r in good] == [
        "the columns are those declared",
        "no is filled",
        "shop is filled",
        "the key appears once",
        "level is one of gold, silver",
        *RULES,
        *WARNINGS,
    ]
    assert {r.rows for r in good} == {3}


@pytest.mark.parametrize(
    ("sentence", "severity", "failed"),
    [
        pytest.param("no is filled", "critical", 1, id="a number missing"),
        pytest.param("the key appears once", "critical", 2, id="a key twice"),
        pytest.param("level is one of gold, silver", "critical", 3, id="words outside the vocabulary"),
        pytest.param("a visit is never negative", "critical", 1, id="a rule"),
        pytest.param("nobody joins tomorrow", "critical", 1, id="a rule about the night's day"),
        pytest.param("a number has one to three digits", "critical", 1, id="a rule with braces"),
        pytest.param("a member has come", "warning", 1, id="a warning"),
    ],
)
def test_a_broken_promise_is_found_by_its_sentence_with_its_rows_counted(
    results: dict[tuple[str, str], Result], sentence: str, severity: str, failed: int
) -> None:
    found = results["shop.broken", sentence]

    assert (found.success, found.severity, found.rows, found.failed) == (False, severity, 4, failed)


def test_a_table_that_is_missing_is_a_critical_failure(results: dict[tuple[str, str], Result]) -> None:
    missing = results["shop.missing", "the table stands"]

    assert (missing.success, missing.severity) == (False, "critical")


def test_an_empty_table_breaks_no_promise(results: dict[tuple[str, str], Result]) -> None:
    assert {r.success for (table, _), r in results.items() if table == "shop.empty"} == {True}


def test_a_table_with_other_columns_breaks_its_shape_and_what_needs_the_missing_one(
    results: dict[tuple[str, str], Result],
) -> None:
    broken = {s: r.severity for (table, s), r in results.items() if table == "shop.shifted" and not r.success}

    assert broken == {
        "the columns are those declared": "critical",
        f"a visit is never negative {NOT_EVALUATED}": "critical",
        f"a member has come {NOT_EVALUATED}": "critical",
    }


@pytest.mark.parametrize(
    ("sentence", "severity", "success", "failed"),
    [
        pytest.param("a name bears a number", "critical", True, 0, id="a pattern is found within the text"),
        pytest.param("most members have gold", "warning", False, 1, id="a share that is missed"),
        pytest.param("half of the members have gold", "critical", True, 0, id="a share that is met"),
        pytest.param(f"there is a column of shoes {NOT_EVALUATED}", "critical", False, 1, id="no such column"),
        pytest.param(f"the stars are right {NOT_EVALUATED}", "critical", False, 1, id="no such expectation"),
        pytest.param(f"a visit is whole {NOT_EVALUATED}", "critical", False, 1, id="no such argument"),
        pytest.param(f"shops are filled in part {NOT_EVALUATED}", "critical", False, 1, id="a row condition"),
        pytest.param("the key appears once", "critical", True, 0, id="a key of one column"),
    ],
)
def test_a_contracts_expectations_come_out_as_it_says(
    results: dict[tuple[str, str], Result], sentence: str, severity: str, success: bool, failed: int
) -> None:
    found = results["crm.member", sentence]

    assert (found.severity, found.success, found.failed) == (severity, success, failed)


def test_no_result_shows_a_value(results: dict[tuple[str, str], Result]) -> None:
    said = repr(results)

    assert not [value for value in ("王小明", "欧阳修", "Müller", "bronze", "南京路", "1234") if value in said]


def test_validating_speaks_to_no_other_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    database = tmp_path / "night.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("create schema shop; create table shop.good as select '1' as no, 'Bund' as shop")

        found = validate(database, [Table("shop.good", "One row a member.", COLUMNS[:2], ("no", "shop"))])

    assert [(r.sentence, r.success) for r in found] == [
        ("the columns are those declared", True),
        ("no is filled", True),
        ("shop is filled", True),
        ("the key appears once", True),
    ]
