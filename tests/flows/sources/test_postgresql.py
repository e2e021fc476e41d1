"""PostgreSQL, a real one: exact values, late rows, no writes, no secrets, and clear words when it is down."""

import os
import socket
from pathlib import Path

import pytest

from expectations.table import Column
from flows.sources.landing import SourceDown, SourceRefused, land
from tests.flows.sources.deliver import TODAY, Delivery, company, read, source_object
from tests.postgres import Server


@pytest.fixture(autouse=True)
def password(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", postgres.password)


@pytest.fixture(scope="module")
def shop(postgres: Server) -> Server:
    postgres.run("create schema shop")
    postgres.run(
        """create table shop.purchase (
             no int primary key, name text, amount numeric(20,4), price money, rate float8, share float4, paid bool,
             on_day date, at_zone timestamptz, at_local timestamp, tags text[], note jsonb)"""
    )
    postgres.run(
        """insert into shop.purchase values
             (2, '张伟', 1234567890123456.7891, 12.5, 0.1, 0.1, true, 'infinity',
              '2026-02-28 08:00+08', '2026-02-28 08:00', '{a,"b,c"}', '{"k": 1.50}'),
             (1, null, 'NaN', -3, 0.30000000000000004, null, false, '2026-01-31',
              '2026-02-20 00:00Z', '2026-02-20 00:00', null, null),
             (3, '', 0, null, null, null, null, null, null, null, null, null)"""
    )
    return postgres


COLUMNS = ["no", "name", "amount", "price", "rate", "share", "paid", "on_day", "at_zone", "at_local", "tags", "note"]


def options(server: Server, **more: object) -> dict[str, object]:
    place = {"host": server.host, "port": str(server.port), "database": server.database, "user": server.user}
    return {**place, "password": "${SHOP_PASSWORD}", "schema": "shop", "table": "purchase", **more}


def fetch(
    tmp_path: Path, given: dict[str, object], columns: list[str | Column], since: str | None = None, **fields: object
) -> Delivery:
    table = source_object(columns, "postgresql", "postgresql://", options=given, key=("no",), **fields)
    return read(land(table, company(tmp_path), TODAY, since))


def test_values_are_exact_and_in_the_order_of_the_key(shop: Server, tmp_path: Path) -> None:
    came = fetch(tmp_path, options(shop), list(COLUMNS))
    assert came.rows == [
        [
            1,
            None,
            "NaN",
            "-3.00",
            0.30000000000000004,
            None,
            False,
            "2026-01-31",
            "2026-02-20 00:00:00+00",
            "2026-02-20 00:00:00",
            None,
            None,
        ],
        [
            2,
            "张伟",
            "1234567890123456.7891",
            "12.50",
            0.1,
            "0.1",
            True,
            "infinity",
            "2026-02-28 00:00:00+00",
            "2026-02-28 08:00:00",
            '{a,"b,c"}',
            '{"k": 1.50}',
        ],
        [3, "", "0.0000", *[None] * 9],
    ]
    assert came.lines == [1, 2, 3]


@pytest.mark.parametrize(
    ("cursor", "kind", "since", "overlap", "kept"),
    [
        ("at_zone", "TIMESTAMP", "2026-02-28 00:00:00", None, [2, 3]),
        ("at_zone", "TIMESTAMP", "2026-02-28 00:00:00", "8 days", [1, 2, 3]),
        ("at_zone", "TIMESTAMP", "2026-02-28 00:00:01", None, [3]),
        ("at_local", "TIMESTAMP", "2026-02-28 00:00:00", None, [2, 3]),  # 08:00 in Shanghai
        ("at_local", "TIMESTAMP", "2026-02-28 00:00:01", None, [3]),
        ("on_day", "DATE", "2026-02-28", "28 days", [1, 2, 3]),
        ("no", "BIGINT", "3", "1", [2, 3]),
        ("name", "VARCHAR", "zz", None, [1, 2, 3]),
        ("at_zone", "TIMESTAMP", None, None, [1, 2, 3]),
    ],
)
def test_late_rows_and_rows_without_cursor_come_again(
    shop: Server, tmp_path: Path, cursor: str, kind: str, since: str | None, overlap: str | None, kept: list[int]
) -> None:
    columns: list[str | Column] = ["no", Column(cursor, kind, "")] if cursor != "no" else [Column("no", kind, "")]
    given = options(shop, extra_columns="ignore")
    came = fetch(tmp_path, given, columns, since, delivery="append", cursor=cursor, overlap=overlap)
    assert [row[0] for row in came.rows] == kept


def test_a_query_is_read_and_a_write_refused(shop: Server, tmp_path: Path) -> None:
    given = options(shop, query="select no, upper(name) as name from shop.purchase;")
    assert [row[0] for row in fetch(tmp_path, given, ["no", "name"]).rows] == [1, 2, 3]
    shop.run("create function shop.mischief() returns int language sql as 'delete from shop.purchase returning 1'")
    with pytest.raises(SourceRefused, match="wants to write"):
        fetch(tmp_path, options(shop, query="select shop.mischief() as no"), ["no"])


@pytest.mark.parametrize(
    ("change", "columns", "said"),
    [
        ({"table": "sale"}, ["no"], "There is no such table"),
        ({}, ["no"], "does not declare `name`"),
        ({"extra_columns": "ignore"}, ["no", "phone"], "The column `phone` is missing"),
        ({"user": "stranger"}, ["no"], "refuses the user"),
        ({"password": "${NO_SUCH_PASSWORD}"}, ["no"], "Neither NO_SUCH_PASSWORD nor NO_SUCH_PASSWORD_FILE is set"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cure(
    shop: Server, tmp_path: Path, change: dict[str, object], columns: list[str], said: str
) -> None:
    with pytest.raises(SourceRefused) as refused:
        fetch(tmp_path, options(shop, **change), list(columns))
    assert said in str(refused.value)
    assert not isinstance(refused.value, SourceDown)
    assert shop.password not in str(refused.value)


def test_a_database_that_does_not_answer_is_a_source_that_is_down(tmp_path: Path, postgres: Server) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        given = options(postgres, port=str(nobody.getsockname()[1]))
        with pytest.raises(SourceDown, match="PostgreSQL does not answer"):
            fetch(tmp_path, given, ["no"])


def test_the_password_may_stand_in_a_file(shop: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(shop.password + "\n", "utf-8")
    monkeypatch.delenv("SHOP_PASSWORD")
    monkeypatch.setenv("SHOP_PASSWORD_FILE", os.fspath(tmp_path / "secret"))
    given = options(shop, extra_columns="ignore")
    assert len(fetch(tmp_path, given, ["no"]).rows) == 3
