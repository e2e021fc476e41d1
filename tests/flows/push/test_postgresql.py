"""A real PostgreSQL takes what is pushed: typed rows, changes, removals, and bad rows refused alone."""

import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from adbc_driver_postgresql import dbapi

from flows.push import Pushed, push
from flows.push.answer import PushStopped
from tests.postgres import Server
from tests.warehouse.release.shop import FIRST, SECOND, THIRD, Shop, agreeing
from tests.warehouse.release.test_destination import CHANGED, CUSTOMERS

AGREEMENT = """
sentence: For a database.
recipient: crm
purpose: marketing
mode: activation
version: "1"
columns: [customer_id, surname, email, is_prospect, acquired_on, records]
target: postgresql
fields: {surname: name}
push: {address: "${CRM_DATABASE}", table: crm.customer}
"""
QUERY = "select customer_id, surname, email, is_prospect, acquired_on, records from identity.customer"
CONSENTS = {"core.consent_event": agreeing("C1", "C2", "C3", "C4")}
Rows = list[tuple[object, ...]]


@pytest.fixture
def table(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    secret = "".join(f"%{byte:02X}" for byte in postgres.password.encode())
    address = f"postgresql://{postgres.user}:{secret}@{postgres.host}:{postgres.port}/{postgres.database}"
    monkeypatch.setenv("CRM_DATABASE", address)
    postgres.run("create schema crm")
    postgres.run(
        """create table crm.customer (
             customer_id varchar(20) primary key, name text, email text unique, is_prospect boolean, acquired_on date,
             records smallint, owner text default 'nobody', check (email like '%@%'))"""
    )
    yield postgres
    postgres.run("drop schema crm cascade")


@pytest.fixture
def shop(tmp_path: Path, table: Server) -> Shop:
    return Shop(tmp_path / "shop", {"crm": AGREEMENT}, {"crm": QUERY})


def night(shop: Shop, today: date, customers: str) -> None:
    assert shop.night(today, {"identity.customer": customers, **CONSENTS}) == {"crm": "released"}


Ask = Callable[[str], Rows]


def rows(query: str, address: str) -> Rows:
    with dbapi.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        found: Rows = cursor.fetchall()
        return found


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, table: Server) -> Ask:
    import os

    return lambda query: rows(query, os.environ["CRM_DATABASE"])


def test_two_nights_stand_in_the_table_and_columns_of_others_stay(shop: Shop, table: Server, held: Ask) -> None:
    night(shop, FIRST, CUSTOMERS)
    assert push(shop.company, "crm") == [Pushed(FIRST, 3, 0)]
    table.run("update crm.customer set owner = 'Li'")
    night(shop, SECOND, CHANGED.replace("O'Neil", "O'Hara"))
    assert push(shop.company, "crm") == [Pushed(SECOND, 3, 0)]
    assert held("select customer_id, name, is_prospect, records, owner from crm.customer order by 1") == [
        ("C1", "王", False, 0, "Li"), ("C2", '"O\'Hara", -123', True, 0, "Li"),
        ("C4", "欧阳欧阳欧阳欧", None, 0, "nobody"),
    ]  # fmt: skip
    assert push(shop.company, "crm") == []


def test_a_night_that_is_pushed_again_changes_nothing(shop: Shop, held: Ask) -> None:
    night(shop, FIRST, CUSTOMERS)
    push(shop.company, "crm")
    before = held("select * from crm.customer order by 1")
    (shop.files(FIRST) / "results" / "pushed.csv").unlink()
    assert push(shop.company, "crm") == [Pushed(FIRST, 3, 0)]
    assert held("select * from crm.customer order by 1") == before


def test_rows_that_break_a_promise_of_the_table_are_refused_alone_and_sent_again(shop: Shop, held: Ask) -> None:
    bad = CUSTOMERS.replace("lei@example.cn", "lei.example.cn").replace("mei@example.cn", "Fang@Example.CN")
    night(shop, FIRST, bad)
    assert push(shop.company, "crm") == [Pushed(FIRST, 1, 2)]
    night(shop, SECOND, CUSTOMERS)
    assert shop.ask("select customer_id, reason from privacy.delivery where status = 'rejected' order by 1") == [
        ("C2", "SQLSTATE 23514"), ("C3", "SQLSTATE 23505"),
    ]  # fmt: skip
    assert push(shop.company, "crm") == [Pushed(SECOND, 2, 0)]
    night(shop, THIRD, CUSTOMERS)
    assert [shop.manifest(THIRD)["unchanged"], len(held("select 1 from crm.customer"))] == [3, 3]


def test_a_column_that_the_table_lacks_is_named(shop: Shop, table: Server) -> None:
    night(shop, FIRST, CUSTOMERS)
    table.run("alter table crm.customer drop column name")
    with pytest.raises(PushStopped, match="no column name"):
        push(shop.company, "crm")


def test_a_missing_table_is_told_by_its_state(shop: Shop, table: Server) -> None:
    night(shop, FIRST, CUSTOMERS)
    table.run("alter table crm.customer rename to elsewhere")
    with pytest.raises(PushStopped, match="42P01"):
        push(shop.company, "crm")


def test_a_server_that_is_down_is_told_without_the_password(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    night(shop, FIRST, CUSTOMERS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CRM_DATABASE", f"postgresql://keeper:hidden@127.0.0.1:{free.getsockname()[1]}/postgres")
    with pytest.raises(PushStopped) as stopped:
        push(shop.company, "crm")
    assert "hidden" not in str(stopped.value)
    assert not (shop.files(FIRST) / "results").exists()


def test_without_an_address_nothing_is_tried(shop: Shop) -> None:
    night(shop, FIRST, CUSTOMERS)
    shop.agreements["crm"] = AGREEMENT.replace('address: "${CRM_DATABASE}", ', "")
    with pytest.raises(PushStopped, match="asks for address"):
        push(shop.company, "crm")
