"""Four real companies, each a folder like any other: a whole night gives the figures that others published."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

COMPANIES = Path(__file__).parents[1] / "companies"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def jaffle_shop(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("jaffle_shop")
    return published(COMPANIES / "jaffle_shop", "2018-04-10")


@pytest.fixture(scope="module")
def northwind(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("northwind")
    return published(COMPANIES / "northwind", "1998-05-07")


@pytest.fixture(scope="module")
def telco(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("telco_ibm")
    return published(COMPANIES / "telco_ibm", "2018-10-01")


@pytest.fixture(scope="module")
def rfm(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("rfm")
    return published(COMPANIES / "rfm", "2006-12-31")


def test_jaffle_shop_keeps_every_row(jaffle_shop: Any) -> None:
    assert jaffle_shop.rows("select received, kept, quarantined, customers from ops.night") == [(312, 312, 0, 100)]


def test_jaffle_shop_worth_is_the_published_one(jaffle_shop: Any) -> None:
    figures = "select count(*), sum(revenue) from value.summary"
    assert jaffle_shop.rows(figures) == [(62, Decimal("1672.0000"))]


def test_jaffle_shop_order_counts_are_the_published_ones(jaffle_shop: Any) -> None:
    counts = "select purchases, count(*) from value.summary group by purchases order by purchases"
    assert jaffle_shop.rows(counts) == [(1, 33), (2, 23), (3, 5), (5, 1)]


@pytest.mark.parametrize(
    ("key", "orders", "worth", "first_on", "last_on"),
    [
        pytest.param("51", 3, "99", None, None, id="top"),
        pytest.param("3", 3, "65", None, None, id="third"),
        pytest.param("1", 2, "33", date(2018, 1, 1), date(2018, 2, 10), id="first"),
    ],
)
def test_jaffle_shop_customer(
    jaffle_shop: Any, key: str, orders: int, worth: str, first_on: date | None, last_on: date | None
) -> None:
    query = f"""select s.purchases, s.revenue, s.first_on, s.last_on from value.summary s
        inner join identity.record r on r.customer_id = s.customer_id where r.party_key = '{key}'"""
    ((found_orders, found_worth, found_first, found_last),) = jaffle_shop.rows(query, identified=True)
    assert (found_orders, found_worth) == (orders, Decimal(worth))
    if first_on:
        assert (found_first, found_last) == (first_on, last_on)


def test_northwind_revenue_is_the_published_one(northwind: Any) -> None:
    assert northwind.one("select round(sum(net_amount), 2) from value.purchase") == Decimal("1265793.04")
    assert northwind.one("select round(sum(list_amount), 2) from core.purchase_line") == Decimal("1354458.59")


def test_northwind_has_91_organisations_of_which_89_ordered(northwind: Any) -> None:
    organisations = "select count(*) from identity.customer where party_type = 'organisation'"
    assert northwind.one(organisations) == 91
    assert northwind.one("select count(*) from value.summary") == 89
    silent = """select p.party_key from core.party p inner join identity.record r using (source, party_key)
        where p.party_type = 'organisation' and length(p.party_key) = 5
          and r.customer_id not in (select customer_id from value.summary) order by 1"""
    assert northwind.rows(silent, identified=True) == [("FISSA",), ("PARIS",)]


def test_northwind_top_customers_are_the_published_ones(northwind: Any) -> None:
    top = """select p.party_key, round(s.revenue, 2) from value.summary s
        inner join identity.record r using (customer_id) inner join core.party p using (source, party_key)
        where length(p.party_key) = 5 order by s.revenue desc limit 3"""
    assert northwind.rows(top, identified=True) == [
        ("QUICK", Decimal("110277.31")),
        ("ERNSH", Decimal("104874.98")),
        ("SAVEA", Decimal("104361.95")),
    ]


@pytest.mark.parametrize("code", ["GALED", "WOLZA", "TRADH", "ALFKI", "BLONP"])
def test_northwind_parcel_name_is_the_same_customer(northwind: Any, code: str) -> None:
    ids = f"""select count(distinct customer_id), count(*) from identity.record
        where party_key = '{code}' or party_key like '{code}/parcel/%'"""
    assert northwind.rows(ids, identified=True) == [(1, 2)]


def test_northwind_contact_persons_work_for_their_organisations(northwind: Any) -> None:
    assert northwind.one("select count(*) from identity.customer_relation where relation = 'works_for'") == 91


def test_telco_is_one_base_of_7043_customers(telco: Any) -> None:
    assert telco.rows("select records, customers from ops.night") == [(35215, 7043)]


def test_telco_conflicts_are_those_between_the_files(telco: Any) -> None:
    between = """select count(*) filter (a.tenure_months <> b.tenure_months), count(*) filter (a.term <> b.term)
        from core.subscription a inner join core.subscription b using (customer_id)
        where a.source = 'crm' and b.source = 'billing'"""
    assert telco.rows(between) == [(11, 265)]
    dependents = """select count(*) from (select customer_id from identity.golden_field where field = 'has_dependents'
        group by customer_id having count(distinct value) > 1)"""
    assert telco.one(dependents, identified=True) == 551


def test_telco_stages_and_churn_are_the_published_ones(telco: Any) -> None:
    assert telco.one("select count(*) from lifecycle.lifecycle where stage = 'exit'") == 1869
    churn = """select s.term, round(100.0 * count(*) filter (l.stage = 'exit') / count(*), 2)
        from core.subscription s inner join lifecycle.lifecycle l using (customer_id)
        where s.source = 'crm' group by s.term order by s.term"""
    assert telco.rows(churn) == [("month-to-month", 42.71), ("one year", 11.27), ("two year", 2.83)]


def test_telco_satisfaction_and_referrals_are_the_published_ones(telco: Any) -> None:
    answers = "select score, count(*) from core.survey_answer group by score order by score"
    assert telco.rows(answers) == [(1, 922), (2, 518), (3, 2665), (4, 1789), (5, 1149)]
    assert telco.rows("select count(*), sum(referrals) from core.referral") == [(3222, 13747)]


def test_telco_revenue_is_the_published_one(telco: Any) -> None:
    total = "select sum(total_amount) from core.subscription where source = 'billing'"
    assert telco.one(total) == Decimal("21371131.69")


def test_telco_attributes_are_those_of_the_files(telco: Any, shared_data: Callable[[str], Path]) -> None:
    def cells(file: str, column: str) -> list[str | None]:
        with (shared_data("telco_ibm") / f"Telco_customer_churn_{file}.csv").open(encoding="utf-8-sig") as lines:
            return [row[column] or None for row in csv.DictReader(lines)]

    for attribute, file, column in (
        ("contract", "services", "Contract"),
        ("churn_category", "status", "Churn Category"),
        ("churn_score", "status", "Churn Score"),
    ):
        found = telco.rows(f"select cast({attribute} as varchar), count(*) from segment.customer_360 group by 1")
        assert dict(found) == Counter(cells(file, column)), attribute
    # Both files tell a contract: one wins, and where they differ is seen.
    told = """select count(*) from (select customer_id from own.attribute where attribute = 'contract'
        group by customer_id having count(distinct lower(value)) > 1)"""
    assert telco.one(told) == 265


def test_telco_yield_is_that_of_the_file(telco: Any, shared_data: Callable[[str], Path]) -> None:
    with (shared_data("telco_ibm") / "Telco_customer_churn_services.csv").open(encoding="utf-8-sig") as lines:
        told = [(int(row["Tenure in Months"]), float(row["Total Revenue"])) for row in csv.DictReader(lines)]
    months, whole = telco.rows("select sum(billed_months), sum(yield_a_month) from segment.customer_360")[0]
    assert months == sum(tenure for tenure, _ in told) == 228100
    assert whole == pytest.approx(sum(revenue / tenure for tenure, revenue in told))


def test_rfm_scores_and_segments_of_every_customer_are_the_published_ones(
    rfm: Any, shared_data: Callable[[str], Path]
) -> None:
    with (shared_data("rfm") / "truth_orders_rfm_segments.csv").open(encoding="utf-8") as file:
        truth = sorted(
            (row["rfm"], int(row["orders"]), int(row["recency_days"]), int(row["amount"]), row["segment"])
            for row in csv.DictReader(file)
        )
    found = rfm.rows(
        """select cast(f.recency_score as varchar) || f.frequency_score || f.monetary_score, s.purchases,
             date_diff('day', s.last_on, date '2006-12-31'), cast(s.revenue as integer), m.segment
           from value.rfm f inner join value.summary s using (customer_id)
           left join segment.member m using (customer_id)"""
    )
    names = {label.lower().replace(" ", "_").replace("'", ""): label for *_, label in truth}
    assert len(found) == len(truth) == 995
    assert sorted((*row[:4], names.get(row[4], row[4])) for row in found) == truth


def test_rfm_revenue_is_the_published_one(rfm: Any) -> None:
    assert rfm.one("select sum(revenue) from value.summary") == Decimal(464158)
