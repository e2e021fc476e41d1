"""What has outlived its use goes: values of old rows, silent people, old landings."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations.company import load_company
from expectations.contract.source_object import SourceObject
from expectations.table import Column
from flows.init import write_company
from tests.warehouse.subject.test_subject import LINA, live, run
from tests.world import world
from warehouse.published.query import ask
from warehouse.subject.retention import blank_outlived, drop_old_landings, interval, is_kept_by_engine, outlived
from warehouse.subject.search import places_with

TODAY = date(2026, 6, 30)
FIRST, SECOND, THIRD, FOURTH = date(2026, 6, 28), date(2027, 6, 1), date(2027, 6, 2), date(2027, 6, 3)


@pytest.mark.parametrize(
    ("period", "sql"),
    [
        ("P3Y", "interval 3 years"),
        ("P1Y6M", "interval 1 years + interval 6 months"),
        ("P90D", "interval 90 days"),
        ("P2W", "interval 2 weeks"),
        ("P", None),
        ("three years", None),
        ("PT5M", None),
    ],
)
def test_a_period_is_read_as_iso_8601_writes_it(period: str, sql: str | None) -> None:
    assert interval(period) == sql


def customers(cursor: str | None = "changed_on", **retention: str) -> SourceObject:
    columns = (Column("id", "VARCHAR", "."), Column("phone", "VARCHAR", "."), Column("changed_on", "DATE", "."))
    return SourceObject(
        source="crm", name="customer", format="csv", location="x", columns=columns, key=("id",),
        delivery="snapshot", cursor=cursor, retention=retention,
    )  # fmt: skip


def test_a_value_goes_on_the_day_after_its_period_and_the_row_stays() -> None:
    with duckdb.connect() as con:
        con.execute("create schema crm; create table crm.customer (id varchar, phone varchar, changed_on date)")
        con.execute(
            """insert into crm.customer values ('1', 'a', '2023-06-30'), ('2', 'b', '2023-06-29'), ('3', 'c', null),
                 ('4', null, '2020-01-01')"""
        )
        assert blank_outlived(con, customers(phone="P3Y"), TODAY) == 1
        assert con.execute("from crm.customer where phone is null order by 1").fetchall() == [
            ("2", None, date(2023, 6, 29)), ("4", None, date(2020, 1, 1)),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("found", "column", "is_kept"),
    [
        (customers(phone="P1Y"), "phone", True),
        (customers(None, phone="P1Y"), "phone", False),
        (customers(id="P1Y"), "id", False),
        (customers(phone="for a year"), "phone", False),
    ],
    ids=["dated rows", "rows without a day", "a key", "no period"],
)
def test_a_period_that_cannot_be_kept_is_known(found: SourceObject, column: str, is_kept: bool) -> None:
    assert is_kept_by_engine(found, column) == is_kept


def test_who_is_silent_on_every_record_has_outlived_and_a_running_contract_keeps_alive() -> None:
    bought = ["shop | 1 | 2020-01-01", "shop | 2 | 2026-01-01", "shop | 3 | 2020-01-01"]
    booked = ["book | shop | 4 | 2019-01-01 | ", "book | shop | 5 | 2019-01-01 | 2019-12-31"]
    tonight = {
        "core.purchase": "\n".join(["source | party_key | occurred_at", *bought]),
        "core.interaction": "source | party_key | occurred_at\ndesk | 30 | 2026-02-01",
        "core.subscription": "\n".join(["source | party_source | party_key | started_on | ended_on", *booked]),
    }
    records = "source | party_key | customer_id | joined_on\n" + "\n".join(
        ["shop | 1 | C1 | 2019-01-01", "shop | 2 | C2 | 2019-01-01", "shop | 3 | C3 | 2019-01-01",
         "desk | 30 | C3 | 2019-01-01", "shop | 4 | C4 | 2019-01-01", "shop | 5 | C5 | 2019-01-01",
         "shop | 6 | C6 | 2026-06-01", "desk | 10 | C1 | 2019-01-01"]
    )  # fmt: skip
    with world(tonight, last_night={"identity.record": records}) as con:
        assert outlived(con, date(2025, 6, 30)) == [("C1", "desk", "10"), ("C1", "shop", "1"), ("C5", "shop", "5")]


def test_landed_files_are_kept_for_some_days(tmp_path: Path) -> None:
    folder = tmp_path / "crm" / "customer"
    folder.mkdir(parents=True)
    names = ["2026-06-20.parquet", "2026-06-20.rejected.parquet", "2026-06-21.parquet"]
    for name in names:
        (folder / name).touch()
    assert drop_old_landings(tmp_path, TODAY, 9) == 2
    assert [path.name for path in folder.iterdir()] == names[2:]


@pytest.fixture(scope="module")
def tea_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tea house a year later: only Zhang Wei has bought again, and no purpose lasts longer than 300 days."""
    company = write_company("茶馆", tmp_path_factory.mktemp("retention") / "tea_house")
    run(company, FIRST)
    purposes = company / "purposes.yaml"
    kept = [line for line in purposes.read_text("utf-8").splitlines() if "retention_days" not in line]
    lines = [f"{line}\n  retention_days: 300" if "needs_consent" in line else line for line in kept]
    purposes.write_text("\n".join(lines) + "\n", "utf-8")
    buy(company, "K001", SECOND)
    run(company, SECOND)
    return company


def buy(company: Path, customer: str, day: date) -> None:
    with (company / "data/receipt.csv").open("a", encoding="utf-8") as file:
        file.write(f"R{customer}{day:%m%d};{customer};{day} 01:00:00;50.00\n")


@pytest.mark.slow
def test_silent_customers_are_forgotten_taken_away_and_come_back_as_somebody_new(tea_house: Path) -> None:
    state = load_company(tea_house, {}).state
    names = "select party_key from core.party order by all"
    assert ask(live(tea_house), names).to_series().to_list() == ["K001", "K011"]  # one person, two cards
    reasons = ask(live(tea_house), "select distinct reason, erased_on from privacy.erasure").rows()
    assert reasons == [("retention", SECOND)]
    removed = (state / "exports/newsletter" / str(SECOND) / "remove.csv").read_text().splitlines()
    assert len(removed) > 5
    assert ask(live(tea_house), "select status from privacy.release_result").item() == "released"
    run(tea_house, THIRD)
    assert ask(live(tea_house), names).to_series().to_list() == ["K001", "K011"]
    found = places_with(state, LINA)
    assert [place for place in found if not place.startswith(("exports/newsletter/2026-06-28", "landing/"))] == []
    buy(tea_house, "K002", FOURTH)
    run(tea_house, FOURTH)
    assert ask(live(tea_house), names).to_series().to_list() == ["K001", "K002", "K011"]
