"""The common shape is fed by SELECTs of the sources; what does not fit it is kept aside."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from expectations.catalog import tables
from tests.world import TODAY, world
from warehouse.admission.mapping import MappedFigures, map_core
from warehouse.admission.quarantine import NightStopped

moment = datetime.fromisoformat


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A night whose party table knows one customer of the CRM and one of the till."""
    party = "source | party_key | party_type\ncrm | 101 | person\ntill | 7 | person"
    opened = world({"core.party": party})
    yield opened
    opened.close()


def mapped(con: duckdb.DuckDBPyConnection, table: str, **feeds: str) -> list[MappedFigures]:
    return map_core(con, tables()[f"core.{table}"], list(feeds.items()), TODAY)


def refusals(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    query = "select source, object, row_key, rule, severity from ops.quarantine order by all"
    found: list[tuple[Any, ...]] = con.execute(query).fetchall()
    return found


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = con.execute(query).fetchall()
    return found


PURCHASE = "select {key} as purchase_key, {more}, 'sale' as kind, timestamp '2024-01-01' as occurred_at"


def purchase(key: str = "'B1'", more: str = "'101' as party_key") -> str:
    return PURCHASE.format(key=key, more=more)


def test_each_source_feeds_the_table_under_its_own_name(con: duckdb.DuckDBPyConnection) -> None:
    figures = mapped(con, "purchase", crm=purchase(), till=purchase(more="'7' as party_key, 12.5 as amount"))

    assert figures == [MappedFigures("crm", 1, 1, 0), MappedFigures("till", 1, 1, 0)]
    assert rows(
        con, "select source, purchase_key, party_source, party_key, amount from core.purchase order by all"
    ) == [
        ("crm", "B1", "crm", "101", None),
        ("till", "B1", "till", "7", Decimal("12.5000")),
    ]


def test_what_a_source_leaves_out_is_null_or_its_own_source_or_the_companys_currency(
    con: duckdb.DuckDBPyConnection,
) -> None:
    mapped(
        con,
        "purchase",
        till=purchase(more="'101' as party_key, 'crm' as party_source"),
        crm=purchase(more="null as cost"),
    )

    assert rows(con, "select source, party_source, currency, cost, channel from core.purchase order by all") == [
        ("crm", "crm", "CNY", None, None),
        ("till", "crm", "CNY", None, None),
    ]


def test_a_table_that_no_source_feeds_is_there_and_empty(con: duckdb.DuckDBPyConnection) -> None:
    assert mapped(con, "subscription") == []
    assert rows(con, "select count(*) from core.subscription") == [(0,)]


def test_a_day_given_for_a_moment_is_midnight_of_the_company(con: duckdb.DuckDBPyConnection) -> None:
    mapped(con, "purchase", crm="select 'B1' as purchase_key, 'sale' as kind, date '2024-01-02' as occurred_at")

    assert rows(con, "select occurred_at from core.purchase") == [(moment("2024-01-01 16:00"),)]


@pytest.mark.parametrize(
    ("select", "sentence"),
    [
        pytest.param(
            purchase(more="'二十' as amount"), "amount is a number of at most 14 digits and 4 decimals", id="text"
        ),
        pytest.param(
            purchase(more="1e20 as amount"), "amount is a number of at most 14 digits and 4 decimals", id="huge"
        ),
        pytest.param(purchase(more="-1 as amount"), "an amount is not negative", id="negative"),
        pytest.param(purchase(key="null"), "purchase_key is filled", id="keyless"),
        pytest.param(
            "select 'B1' as purchase_key, 'gift' as kind, date '2024-01-01' as occurred_at",
            "kind is one of sale, refund",
            id="unknown word",
        ),
        pytest.param(
            "select 'B1' as purchase_key, 'sale' as kind, date '2026-07-02' as occurred_at",
            "occurred_at is not in the future",
            id="a day to come",
        ),
        pytest.param(
            "select 'B1' as purchase_key, 'sale' as kind, null as occurred_at", "occurred_at is filled", id="timeless"
        ),
    ],
)
def test_a_row_that_does_not_fit_is_refused_alone(con: duckdb.DuckDBPyConnection, select: str, sentence: str) -> None:
    good = purchase(key="'B2'")

    figures = mapped(con, "purchase", crm=f"{select} union all by name {good}")

    assert figures == [MappedFigures("crm", 2, 1, 1)]
    assert [(source, object_, rule) for source, object_, _, rule, _ in refusals(con)] == [
        ("crm", "core.purchase", sentence)
    ]
    assert rows(con, "select purchase_key from core.purchase") == [("B2",)]


def test_a_computed_amount_is_rounded_to_the_declared_decimals(con: duckdb.DuckDBPyConnection) -> None:
    mapped(con, "purchase", crm=purchase(more="cast(10 as double) / 3 as amount"))

    assert rows(con, "select amount from core.purchase") == [(Decimal("3.3333"),)]


def test_of_a_key_that_comes_twice_from_one_source_one_row_stays(con: duckdb.DuckDBPyConnection) -> None:
    twice = f"{purchase(more='2.0 as amount')} union all {purchase(more='1.0 as amount')}"

    figures = mapped(con, "purchase", crm=twice, till=purchase(more="3.0 as amount"))

    assert figures == [MappedFigures("crm", 2, 1, 1), MappedFigures("till", 1, 1, 0)]
    assert rows(con, "select source, amount from core.purchase order by all") == [
        ("crm", Decimal("1.0000")),
        ("till", Decimal("3.0000")),
    ]
    assert refusals(con) == [("crm", "core.purchase", "B1", "the key appears once", "critical")]


def test_of_a_party_that_comes_twice_the_latest_stays(con: duckdb.DuckDBPyConnection) -> None:
    party = "select '1' as party_key, 'person' as party_type, '{}' as full_name, timestamp '{}' as updated_at"

    mapped(con, "party", crm=f"{party.format('王小明', '2024-01-01')} union all {party.format('王晓明', '2024-02-01')}")

    assert rows(con, "select full_name from core.party") == [("王晓明",)]


@pytest.mark.parametrize(
    ("more", "is_known"),
    [
        pytest.param("'101' as party_key", True, id="own party"),
        pytest.param("'7' as party_key, 'till' as party_source", True, id="party of another source"),
        pytest.param("'7' as party_key", False, id="key of another source"),
        pytest.param("null as party_key", True, id="nobody in particular"),
    ],
)
def test_a_fact_names_a_known_party_or_nobody(con: duckdb.DuckDBPyConnection, more: str, is_known: bool) -> None:
    mapped(con, "purchase", crm=purchase(more=more))

    expected = [] if is_known else [("crm", "core.purchase", "B1", "the party is known", "warning")]
    assert refusals(con) == expected
    assert rows(con, "select count(*) from core.purchase") == [(1 if is_known else 0,)]


def test_a_contact_point_of_an_unknown_party_is_refused_under_the_partys_key(con: duckdb.DuckDBPyConnection) -> None:
    email = "select '{}' as party_key, 'email' as contact_type, '{}' as value"

    mapped(
        con,
        "contact_point",
        crm=f"{email.format('101', 'a@example.cn')} union all {email.format('999', 'b@example.cn')}",
    )

    assert refusals(con) == [("crm", "core.contact_point", "999", "the party is known", "warning")]


@pytest.mark.parametrize(
    ("select", "told"),
    [
        pytest.param(
            "select 'B1' as purchase_key, 1 as price", "core.purchase has no column price", id="unknown column"
        ),
        pytest.param("select 'till' as source, 'B1' as purchase_key", "has no column source", id="source is ours"),
        pytest.param("selec 1", "Parser Error", id="not SQL"),
        pytest.param("select * from crm.nothing", "crm.nothing|nothing does not exist", id="unknown table"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_by_its_file(
    con: duckdb.DuckDBPyConnection, select: str, told: str
) -> None:
    with pytest.raises(NightStopped, match=told) as stopped:
        mapped(con, "purchase", crm=select)

    assert str(stopped.value).startswith("sources/crm/purchase.sql: ")


def test_a_mapping_that_fails_on_a_value_does_not_show_it(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NightStopped, match="core.purchase: its rows cannot be read: Conversion error") as stopped:
        mapped(con, "purchase", crm=purchase(more="cast('欧阳修' || random() as integer) as amount"))

    assert "欧阳修" not in str(stopped.value)


def test_every_promise_of_the_table_is_counted_on_all_rows(con: duckdb.DuckDBPyConnection) -> None:
    mapped(con, "purchase", crm=purchase(), till=purchase(more="'nobody' as party_key"))

    counted = rows(
        con, "select rule, is_success, rows_checked, rows_failed from ops.validation where table_name = 'core.purchase'"
    )
    assert ("the party is known", False, 2, 1) in counted
    assert ("an amount is not negative", True, 2, 0) in counted
    assert len({rule for rule, *_ in counted}) == len(counted)


def test_mapping_twice_gives_the_same_night(con: duckdb.DuckDBPyConnection) -> None:
    first, second = (mapped(con, "purchase", crm=purchase(more="'nobody' as party_key")) for _ in range(2))

    assert first == second
    assert len(refusals(con)) == 1


def test_a_relation_to_somebody_unknown_is_kept_aside(con: duckdb.DuckDBPyConnection) -> None:
    relation = "select '101' as party_key, 'works_for' as relation, 'till' as related_source, {key} as related_key"
    mapped(con, "relation", crm=f"{relation.format(key=repr('7'))} union all {relation.format(key=repr('8'))}")

    assert rows(con, "select related_key from core.relation") == [("7",)]
    assert refusals(con) == [("crm", "core.relation", "101", "the related party is known", "warning")]
