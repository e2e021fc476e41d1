"""Nights of a company with attributes and measures of its own: where they stand, who sees them, how they go."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from expectations.company import load_company
from flows.init import write_company
from tests.night_by_hand import bring, finish, night
from warehouse.published.dictionary import dictionary
from warehouse.published.query import ask
from warehouse.release import gate
from warehouse.release.dry_run import dry_run
from warehouse.release.lineage import columns_of
from warehouse.release.terms import terms_of
from warehouse.subject.access import access
from warehouse.subject.erase import erase
from warehouse.subject.minimisation import necessity

FIRST, SECOND, THIRD = date(2026, 6, 28), date(2026, 6, 29), date(2026, 6, 30)
pytestmark = pytest.mark.slow

MEASURES = {
    "basket.yaml": """
        sentence: One row a customer who bought, and the dearest purchase.
        grain: customer
        columns:
          - {name: dearest, type: "DECIMAL(18,4)", meaning: The dearest purchase., grade: confidential}
        """,
    "basket.sql": """
        select customer_id, max(net_amount) as dearest from value.purchase where customer_id is not null
        group by customer_id
        """,
    "visit.yaml": """
        sentence: One row a record that bought, and how often.
        grain: party
        columns:
          - {name: visits, type: BIGINT, meaning: Purchases.}
        """,
    "visit.sql": """
        select coalesce(party_source, source) as source, party_key, count(*) as visits from core.purchase
        where party_key is not null group by coalesce(party_source, source), party_key
        """,
}
SEGMENT = """
- name: willing
  sentence: Wants our letters and once bought for three hundred or more.
  predicate: may_mail and dearest >= 300
"""
NEWSLETTER = """
select c.customer_id, c.full_name, c.email, w.dearest, a.may_mail_on
from identity.customer as c
left join segment.customer_360 as w on c.customer_id = w.customer_id
left join own.customer_attribute as a on c.customer_id = a.customer_id
where c.email is not null
"""


def change(company: Path, name: str, old: str, new: str) -> None:
    file = company / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def lined(text: str) -> str:
    """The text without the indentation that it has in this file."""
    return "\n".join(line.removeprefix(" " * 8) for line in text.strip("\n").splitlines())


@pytest.fixture(scope="module")
def tea_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tea house with two attributes, of which one is a phone, two measures, a segment and a release of them."""
    company = write_company("茶馆", tmp_path_factory.mktemp("own") / "tea_house")
    contract = "sources/crm/contract.yaml"
    change(company, contract, "[{property: role, value: direct_id}, {property: category, value: user.contact.phone",
           "[{property: role, value: direct_id}, {property: attribute, value: true}, "
           "{property: category, value: user.contact.phone")  # fmt: skip
    change(company, contract, "        classification: internal\n      - name: registered_on",
           "        classification: internal\n        customProperties: [{property: attribute, value: true}]\n"
           "      - name: registered_on")  # fmt: skip
    (company / "measures").mkdir()
    for name, text in MEASURES.items():
        (company / "measures" / name).write_text(lined(text), "utf-8")
    with (company / "segments.yaml").open("a", encoding="utf-8") as file:
        file.write(SEGMENT)
    (company / "releases/newsletter.sql").write_text(NEWSLETTER, "utf-8")
    change(company, "releases/newsletter.yaml", "full_name, email]", "full_name, email, dearest, may_mail_on]")
    return company


@pytest.fixture(scope="module")
def nights(tea_house: Path) -> dict[str, bool]:
    """Two nights of the same data; table -> whether the second built it anew."""
    built: dict[str, bool] = {}
    for today in (FIRST, SECOND):
        with night(tea_house, today) as run:
            bring(run)
            run.forget()
            for step in run.steps:
                built[step.table] = run.build(step.table)
            run.check()
            for name in run.company.releases:
                run.release(name)
            run.record()
            run.publish()
    return built


@pytest.fixture
def company(tea_house: Path, nights: dict[str, bool], tmp_path: Path) -> Path:
    """A copy of the tea house after its nights, for a test that changes it."""
    return shutil.copytree(tea_house, tmp_path / "tea_house")


def rows(company: Path, query: str, identified: bool = True) -> list[tuple[Any, ...]]:
    files = load_company(company, {}).files
    return ask(files.live if identified else files.analyst, query).rows()


def columns(company: Path, table: str) -> list[str]:
    """Columns of a table of the analysts' file."""
    listed = "select column_name from duckdb_columns() where schema_name || '.' || table_name = '{}' order by all"
    return [row[0] for row in rows(company, listed.format(table), identified=False)]


LINA = "select customer_id from identity.customer where email = 'lina@example.com'"


def test_own_tables_stand_in_the_night_and_the_wide_row(tea_house: Path, nights: dict[str, bool]) -> None:
    told = "select count(*), count(distinct customer_id), min(since_on), bool_and(is_winner) from own.attribute"
    assert rows(tea_house, f"{told} where attribute = 'may_mail' and is_winner") == [(11, 11, FIRST, True)]
    (wide,) = rows(
        tea_house, f"select may_mail, may_mail_on, dearest from segment.customer_360 where customer_id = ({LINA})"
    )
    assert wide[:2] == (True, FIRST)
    assert rows(tea_house, f"select dearest from own.basket where customer_id = ({LINA})") == [(wide[2],)]


def test_a_segment_names_them(tea_house: Path, nights: dict[str, bool]) -> None:
    wanted = "select count(*) from segment.customer_360 where may_mail and dearest >= 300"
    members = "select count(*) from segment.segment_match where segment = 'willing'"
    assert rows(tea_house, members) == rows(tea_house, wanted) != [(0,)]


def test_a_release_sends_them(tea_house: Path, nights: dict[str, bool]) -> None:
    assert rows(tea_house, "select status from privacy.release_result") == [("released",)]
    exports = load_company(tea_house, {}).state / "exports/newsletter" / str(FIRST)
    header, *lines = (exports / "create.csv").read_text("utf-8").splitlines()
    assert header.split(",")[-2:] == ["dearest", "may_mail_on"]
    assert len(lines) > 3
    tried = dry_run(load_company(tea_house, {}), "newsletter")
    assert tried.counts.rows()[0][1] > 3


def test_a_night_of_the_same_data_keeps_them(nights: dict[str, bool]) -> None:
    assert [nights[name] for name in ("own.basket", "own.visit", "own.customer_attribute")] == [False] * 3


def test_analysts_see_no_direct_identifier(tea_house: Path, nights: dict[str, bool]) -> None:
    assert columns(tea_house, "own.customer_attribute") == ["customer_id", "may_mail", "may_mail_on"]
    # The values of the long form are of all attributes, a phone among them.
    assert not {"value", "party_key"} & set(columns(tea_house, "own.attribute"))
    assert columns(tea_house, "own.visit") == ["customer_id", "source", "visits"]
    assert not {"mobile", "mobile_on"} & set(columns(tea_house, "segment.customer_360"))
    assert {"dearest", "may_mail", "may_mail_on"} <= set(columns(tea_house, "segment.customer_360"))
    lina = rows(tea_house, LINA)[0][0]
    seen = rows(tea_house, f"select visits from own.visit where customer_id = '{lina}'", identified=False)
    assert seen == rows(tea_house, "select visits from own.visit where party_key = 'K002'")


def test_the_gate_knows_their_grade_and_role(tea_house: Path) -> None:
    folder = load_company(tea_house, {})
    newsletter = folder.release("newsletter")
    assert newsletter.purpose is not None
    newsletter = replace(newsletter, purpose=replace(newsletter.purpose, highest_grade="internal"))
    terms, query = terms_of(newsletter), "select customer_id, dearest from segment.customer_360"
    with pytest.raises(gate.Refused, match="GRADE: dearest is graded above internal"):
        gate.examine(query, terms, SECOND, folder.tables)
    with pytest.raises(gate.Refused, match="UNCLASSIFIED"):
        gate.examine(query, terms, SECOND)
    (_, value) = columns_of("select customer_id, value from own.attribute", folder.tables)
    assert value.says_who


def test_access_lists_them(tea_house: Path, nights: dict[str, bool]) -> None:
    found = access(load_company(tea_house, {}), rows(tea_house, LINA)[0][0])
    assert found["own.attribute"].sort("attribute")["value"].to_list() == ["true", "19900000002"]
    assert {name: found[name].height for name in ("own.basket", "own.visit", "own.customer_attribute")} == {
        "own.basket": 1, "own.visit": 1, "own.customer_attribute": 1,
    }  # fmt: skip


@pytest.mark.parametrize("is_removed", [False, True], ids=["measured", "measure-gone-from-the-folder"])
def test_who_is_erased_is_in_no_own_table(company: Path, is_removed: bool) -> None:
    customer = rows(company, LINA)[0][0]
    if is_removed:
        for name in ("basket.yaml", "basket.sql", "visit.yaml", "visit.sql"):
            (company / "measures" / name).unlink()
        (company / "releases/newsletter.sql").write_text("select customer_id from identity.customer", "utf-8")
        change(company, "segments.yaml", " and dearest >= 300", "")
    counts = """select (select count(*) from own.basket where customer_id = '{0}')
        + (select count(*) from own.attribute where customer_id = '{0}')
        + (select count(*) from own.customer_attribute where customer_id = '{0}')
        + (select count(*) from own.visit where party_key = 'K002')"""
    assert rows(company, counts.format(customer)) == [(5,)]
    folder = load_company(company, {})
    assert {"own.basket", "own.visit", "own.attribute"} <= set(access(folder, customer))
    found = erase(folder, customer, SECOND)
    assert {"own.basket", "own.visit", "own.attribute", "own.customer_attribute"} <= set(found.rows)
    assert found.left == []
    assert rows(company, counts.format(customer)) == [(0,)]


def test_a_measure_whose_files_are_gone_is_gone_the_next_night(company: Path) -> None:
    for name in ("visit.yaml", "visit.sql"):
        (company / "measures" / name).unlink()
    with night(company, THIRD) as run:
        bring(run)
        run.forget()
        finish(run)
    own = "select table_name from duckdb_tables() where schema_name = 'own' order by all"
    assert [row[0] for row in rows(company, own)] == ["attribute", "basket", "customer_attribute"]
    assert [row[0] for row in rows(company, own, identified=False)] == ["attribute", "basket", "customer_attribute"]


def test_the_dictionary_of_the_company_has_them(tea_house: Path) -> None:
    whole, engine = dictionary(load_company(tea_house, {})), dictionary()
    assert "### own.basket" in whole
    assert "| `dearest` | DECIMAL(18,4) | The dearest purchase. |" in whole.partition("### segment.customer_360")[2]
    assert "Made from `core.purchase`." in whole.partition("### own.visit")[2][:200]
    assert "### own." not in engine
    assert "`dearest`" not in engine


def test_a_personal_attribute_that_nobody_reads_is_named(company: Path) -> None:
    change(company, "sources/crm/contract.yaml", "[{property: role, value: quasi_id}]\n      - name: birth_on",
           "[{property: role, value: quasi_id}]\n      - name: shoe_size\n        logicalType: integer\n"
           "        customProperties: [{property: role, value: quasi_id}, {property: attribute, value: true}]\n"
           "      - name: birth_on")  # fmt: skip
    unread = [row[:2] for row in necessity(load_company(company, {}), 30).rows() if row[3] == "unread"]
    assert unread == [("crm.customer", "shoe_size")]
    change(company, "segments.yaml", "may_mail and", "may_mail and shoe_size > 40 and")
    assert necessity(load_company(company, {}), 30).is_empty()
