"""A dry run shows counts and shapes of what would leave, and changes nothing."""

import pytest

from expectations.company import CompanyError
from tests.warehouse.release.shop import CUSTOMERS, FIRST, Shop, agreeing
from warehouse.published.query import QueryFailed
from warehouse.release.dry_run import dry_run
from warehouse.release.gate import Refused

FACTS = {"identity.customer": CUSTOMERS, "core.consent_event": agreeing("C1", "C2")}


def test_a_dry_run_counts_what_the_release_would_send_after_its_agreement_changed(shop: Shop) -> None:
    shop.night(FIRST, FACTS)
    shop.queries["crm"] += " where city = '上海'"
    said = dict(dry_run(shop.company, "crm").counts.rows())
    assert said == {
        "selected": 2, "held back": 1, "to create": 0, "to update": 0, "to remove": 1, "of these merged": 0,
        "unchanged": 1,
    }  # fmt: skip


def test_rows_are_masked_and_shapes_stay(shop: Shop) -> None:
    shop.night(FIRST, FACTS)
    assert dry_run(shop.company, "crm").rows.rows() == [
        ("x9", "字字", "xxxx@xxxxxxx.xx", "字字"),
        ("x9", "字字", "xxx@xxxxxxx.xx", "字字"),
    ]


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    shop.night(FIRST, FACTS)
    before = {path: path.read_bytes() for path in (shop.root / "var").rglob("*") if path.is_file()}
    dry_run(shop.company, "crm")
    assert {path: path.read_bytes() for path in (shop.root / "var").rglob("*") if path.is_file()} == before


def test_a_refusal_is_told(shop: Shop) -> None:
    shop.night(FIRST, FACTS)
    shop.queries["crm"] = "select customer_id, national_id from identity.customer"
    with pytest.raises(Refused, match="GRADE"):
        dry_run(shop.company, "crm")


def test_an_unknown_release_and_a_company_without_a_night_are_told(shop: Shop) -> None:
    with pytest.raises(QueryFailed, match="no night"):
        dry_run(shop.company, "crm")
    with pytest.raises(CompanyError, match="Releases are crm"):
        dry_run(shop.company, "crn")
