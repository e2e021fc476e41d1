"""A company's own tables: attributes as records tell them, measures of customers and of parties, the wide row."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from expectations.catalog import tables
from expectations.company import Company
from expectations.segment import CUSTOMER_360
from expectations.table import Column
from tests.world.own import a_company, rows_of, told_by
from warehouse.own import own_steps
from warehouse.portable import differences
from warehouse.segment.segment import SegmentRefused, condition

TIER = Column("tier", "VARCHAR", "Tier of the card.", chinese="等级")
CREDIT = Column("credit", "DECIMAL(12,2)", "Credit limit.", grade="confidential", category="user.financial")
NICKNAME = Column("nickname", "VARCHAR", "What friends say.", "direct_id")
UPDATED_AT = Column("updated_at", "TIMESTAMP", "Last change.")
TODAY, YESTERDAY = date(2026, 6, 30), date(2026, 6, 29)
PEOPLE = """
source | party_key | customer_id
crm    | K1        | 王芳
card   | C1        | 王芳
crm    | K2        | 李雷
"""


@pytest.fixture
def two_sources(tmp_path: Path) -> Company:
    return a_company(tmp_path, told_by("crm", TIER, CREDIT, NICKNAME, cursor=UPDATED_AT), told_by("card", TIER))


def winners(company: Company, facts: dict[str, str], **given: Any) -> dict[str, tuple[str, date]]:
    """Customer -> tier and its day, as they stand."""
    rows = rows_of(company, "own.attribute", {"identity.record": PEOPLE, **facts}, **given)
    return {
        row["customer_id"]: (row["value"], row["since_on"])
        for row in rows
        if row["is_winner"] and row["attribute"] == "tier"
    }


CRM = """
customer_no | tier   | credit | nickname | updated_at
K1          | silver | 500.00 | 芳芳      | 2026-05-01 17:00
K2          | basic  |        |          | 2026-05-02 02:00
K9          | gold   |        |          | 2026-05-03 02:00
"""
CARD = "customer_no | tier\nC1 | gold"


def test_of_two_records_the_newest_value_stands_with_its_day(two_sources: Company) -> None:
    facts = {"crm.customer": CRM, "card.customer": CARD}
    # 17:00 UTC is the next day in Shanghai; the card bears no day, so tonight saw its value first.
    assert winners(two_sources, facts) == {"王芳": ("gold", TODAY), "李雷": ("basic", date(2026, 5, 2))}


def test_the_most_trusted_source_stands_before_a_newer_one(two_sources: Company) -> None:
    facts = {"crm.customer": CRM, "card.customer": CARD}
    found = winners(two_sources, facts, trusted_sources="crm, card")
    assert found["王芳"] == ("silver", date(2026, 5, 2))


def test_a_value_that_stood_last_night_keeps_its_day(two_sources: Company) -> None:
    before = """
    source | object   | party_key | attribute | value  | since_on
    card   | customer | C1        | tier      | gold   | 2026-06-29
    crm    | customer | K2        | tier      | silver | 2026-06-01
    """
    facts = {"crm.customer": CRM, "card.customer": CARD}
    found = winners(two_sources, facts, last_night={"own.attribute": before})
    assert found == {"王芳": ("gold", YESTERDAY), "李雷": ("basic", date(2026, 5, 2))}


def test_records_that_became_one_customer_tell_one_value(two_sources: Company) -> None:
    people = PEOPLE.replace("李雷", "王芳")
    facts = {"crm.customer": CRM, "card.customer": "customer_no | tier", "identity.record": people}
    assert winners(two_sources, facts) == {"王芳": ("basic", date(2026, 5, 2))}


def test_a_key_that_nobody_has_is_kept_without_a_customer(two_sources: Company) -> None:
    facts = {"identity.record": PEOPLE, "crm.customer": CRM, "card.customer": CARD}
    unknown = [r for r in rows_of(two_sources, "own.attribute", facts) if r["customer_id"] is None]
    assert [(r["party_key"], r["value"], r["is_winner"]) for r in unknown] == [("K9", "gold", False)]


def test_an_empty_cell_tells_nothing(two_sources: Company) -> None:
    facts = {"identity.record": PEOPLE, "crm.customer": CRM, "card.customer": CARD}
    told = [r["attribute"] for r in rows_of(two_sources, "own.attribute", facts) if r["party_key"] == "K2"]
    assert told == ["tier"]


def test_attributes_stand_typed_one_row_a_customer(two_sources: Company) -> None:
    facts = {"identity.record": PEOPLE, "crm.customer": CRM, "card.customer": CARD}
    rows = {r["customer_id"]: r for r in rows_of(two_sources, "own.customer_attribute", facts)}
    assert rows["王芳"]["credit"] == Decimal("500.00")
    assert rows["王芳"]["nickname"] == "芳芳"
    assert rows["李雷"]["credit"] is None
    assert rows["李雷"]["tier_on"] == date(2026, 5, 2)


def test_the_wide_row_has_attributes_but_none_that_says_who_it_is(two_sources: Company) -> None:
    facts = {
        "identity.customer": "customer_id | party_type\n王芳 | person\n李雷 | person\n赵敏 | person",
        "identity.record": PEOPLE,
        "crm.customer": CRM,
        "card.customer": CARD,
    }
    rows = {r["customer_id"]: r for r in rows_of(two_sources, "segment.customer_360", facts)}
    assert (rows["王芳"]["tier"], rows["李雷"]["tier"], rows["赵敏"]["tier"]) == ("gold", "basic", None)
    assert [name for name in rows["王芳"] if name not in {c.name for c in CUSTOMER_360.columns}] == [
        "credit", "credit_on", "tier", "tier_on",
    ]  # fmt: skip


def test_grade_category_and_role_of_the_contract_hold(two_sources: Company) -> None:
    wide, told = two_sources.tables["segment.customer_360"], two_sources.tables["own.attribute"]
    credit = wide.column("credit")
    assert (credit.classification, credit.category, wide.column("credit_on").classification) == (
        "confidential", "user.financial", "confidential",
    )  # fmt: skip
    # The long form mixes attributes: its values are held to the strictest of them.
    assert (told.column("value").role, told.column("value").classification) == ("direct_id", "confidential")


def test_two_companies_in_one_process_do_not_see_each_other(two_sources: Company) -> None:
    assert "tier" in {c.name for c in two_sources.tables["segment.customer_360"].columns}
    assert "own.attribute" not in tables()
    assert tables()["segment.customer_360"] == CUSTOMER_360


BASKET = """
sentence: One row a customer with what a purchase brings on average.
grain: customer
columns:
  - {name: mean_basket, type: "DECIMAL(18,4)", meaning: Revenue of a purchase., chinese: 客单价}
rules:
  - {sentence: a basket is no debt, predicate: mean_basket >= 0}
"""
BASKET_SQL = """
-- One row a customer who bought.
select customer_id, cast(revenue / cast(purchases as double) as decimal(18, 4)) as mean_basket from value.summary
"""
CALLS = """
sentence: One row a record with the calls to it.
grain: party
columns:
  - {name: calls, type: BIGINT, meaning: Calls.}
"""
CALLS_SQL = "select source, party_key, count(*) as calls from core.interaction group by source, party_key"
SUMMARY = """
customer_id | purchases | revenue
王芳         | 2         | 50
李雷         | 1         | 10
"""


def test_a_measure_of_customers_stands_by_itself_and_in_the_wide_row(tmp_path: Path) -> None:
    company = a_company(tmp_path, measures={"basket": (BASKET, BASKET_SQL)})
    facts = {"identity.customer": "customer_id | party_type\n王芳 | person\n赵敏 | person", "value.summary": SUMMARY}
    baskets = rows_of(company, "own.basket", facts)
    assert {r["customer_id"]: r["mean_basket"] for r in baskets} == {"王芳": Decimal(25), "李雷": Decimal(10)}
    wide = rows_of(company, "segment.customer_360", facts)
    assert {r["customer_id"]: r["mean_basket"] for r in wide} == {"王芳": Decimal(25), "赵敏": None}


def test_a_measure_of_parties_stands_by_itself_alone(tmp_path: Path) -> None:
    company = a_company(tmp_path, measures={"call": (CALLS, CALLS_SQL)})
    talks = "source | interaction_key | party_key\ndesk | 1 | K1\ndesk | 2 | K1\ndesk | 3 | K2"
    assert [(r["party_key"], r["calls"]) for r in rows_of(company, "own.call", {"core.interaction": talks})] == [
        ("K1", 2), ("K2", 1),
    ]  # fmt: skip
    assert [c.name for c in company.tables["segment.customer_360"].columns] == [c.name for c in CUSTOMER_360.columns]


def test_a_measure_may_read_another_and_itself_of_last_night(tmp_path: Path) -> None:
    declaration = BASKET.replace("mean_basket", "basket_change")
    query = """
    select now.customer_id, now.mean_basket - before.mean_basket as basket_change
    from own.basket as now inner join last_night.own.basket as before on now.customer_id = before.customer_id
    """
    company = a_company(tmp_path, measures={"basket": (BASKET, BASKET_SQL), "basket_change": (declaration, query)})
    last_night = {"own.basket": "customer_id | mean_basket\n王芳 | 20"}
    rows = rows_of(company, "own.basket_change", {"value.summary": SUMMARY}, last_night=last_night)
    assert [(r["customer_id"], r["basket_change"]) for r in rows] == [("王芳", Decimal(5))]


def test_a_segment_may_name_what_is_the_companys_own(two_sources: Company) -> None:
    known = two_sources.tables["segment.customer_360"].columns
    assert condition("gold", "tier = 'gold' and credit > 100", known) == "(tier = 'gold' AND credit > 100)"
    with pytest.raises(SegmentRefused, match="there is no column tier"):
        condition("gold", "tier = 'gold'")
    with pytest.raises(SegmentRefused, match="there is no column nickname"):
        condition("named", "nickname = '芳芳'", known)


def test_the_steps_that_are_written_for_a_company_stay_inside_the_portable_subset(two_sources: Company) -> None:
    for step in own_steps(two_sources, two_sources.tables):
        assert differences(step.text) == []
