"""Which source rows are about a person, read from the mappings."""

from typing import Any

import duckdb
import pytest

from expectations.company import load_company
from tests.conftest import ROOT
from warehouse.subject.source_key import SourceKey, rows_about, source_keys


def about(keys: list[SourceKey], table: str, create: str, records: list[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """Rows of a drawn table that are about the person with these records."""
    with duckdb.connect() as con:
        con.execute("create temp table drawn_record (source varchar, party_key varchar)")
        con.executemany("insert into drawn_record values (?, ?)", records)
        con.execute(create)
        where = rows_about(keys, "drawn_record")[table]
        return con.execute(f"select * from {table} where {where} order by all").fetchall()


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("fang@x.cn|138|王芳", [("Fang@x.cn ", "138", "王芳")]),
        ("|138|王芳", [(None, "138", "王芳")]),
        ("||王芳", [(None, None, "王芳")]),
        ("fang@x.cn||", []),
        ("li@x.cn|138|", []),
    ],
)
def test_a_key_made_of_several_columns_is_found_with_what_is_filled(
    key: str, found: list[tuple[str | None, str | None, str]]
) -> None:
    keys = [SourceKey("desk.contact", column, "about", "desk") for column in ("email", "phone", "name")]
    create = """create schema desk; create table desk.contact as from (values
        ('Fang@x.cn ', '138', '王芳'), (null, '138', '王芳'), (null, null, '王芳'), ('li@x.cn', '138', '王芳')
    ) t(email, phone, name)"""
    assert about(keys, "desk.contact", create, [("desk", key)]) == found


def test_lines_are_found_through_their_purchase_and_the_same_number_of_another_source_is_not() -> None:
    keys = [
        SourceKey("shop.purchase", "account_id", "about", "shop"),
        SourceKey("shop.purchase", "purchase_id", "purchase"),
        SourceKey("shop.line", "purchase_id", "purchase"),
    ]
    create = """create schema shop;
        create table shop.purchase as from (values (1, 17), (2, 18)) t(purchase_id, account_id);
        create table shop.line as from (values (1, 'tea'), (2, 'rice')) t(purchase_id, product)"""
    assert about(keys, "shop.line", create, [("shop", "17"), ("crm", "18")]) == [(1, "tea")]


def test_the_sample_company_names_who_a_row_is_about_and_who_is_mentioned() -> None:
    found = {
        (one.table, one.column): (one.holds, one.source)
        for one in source_keys(load_company(ROOT / "examples/corner_shop", {}))
    }
    assert found["till.receipt", "card_no"] == ("about", "loyalty")
    assert found["crm.customer", "referred_by"] == ("mention", "crm")
    assert found["shop.purchase_line", "purchase_id"] == ("purchase", "")
