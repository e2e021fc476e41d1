"""A company's own measures and attributes: what works is declared, what is wrong is said with file, line and cure."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.company import CompanyError, load_company
from expectations.table import Column
from flows.init import write_company
from tests.expectations.company.test_garbage import SIGNS, VALUES, loaded, places, planted

DECLARATION = """\
sentence: One row a customer with what a purchase brings on average.
chinese: 客单价
grain: customer
columns:
  - name: mean_basket
    type: DOUBLE
    meaning: Revenue of a purchase.
    chinese: 客单价
    role: measure
    grade: confidential
    category: user.behavior.purchase_history
  - {name: size, type: VARCHAR, meaning: Size of the basket., values: [small, large]}
rules:
  - sentence: a basket is no debt
    predicate: mean_basket >= 0
"""
QUERY = """\
-- One row a customer who bought.
select
    customer_id,
    cast(revenue as double) / purchases as mean_basket,
    case when revenue > 100 then 'large' else 'small' end as size
from value.summary
"""
Write = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    company = write_company("茶馆", tmp_path / "tea_house")
    (company / "measures").mkdir()
    (company / "measures/basket.yaml").write_text(DECLARATION, "utf-8")
    (company / "measures/basket.sql").write_text(QUERY, "utf-8")
    return company


@pytest.fixture
def change(folder: Path) -> Write:
    """Write a file anew with one piece of text in place of another, or a whole file where the old piece is empty."""

    def write(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text("utf-8") if old else ""
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else new, "utf-8")

    return write


def faults(folder: Path) -> list[str]:
    with pytest.raises(CompanyError) as refused:
        load_company(folder, {})
    assert all(problem.sentence and problem.fix for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_a_measure_is_a_declared_table(folder: Path) -> None:
    company = load_company(folder, {})
    table = company.tables["own.basket"]
    assert (table.key, table.chinese) == (("customer_id",), "客单价")
    assert table.column("mean_basket") == Column(
        "mean_basket", "DOUBLE", "Revenue of a purchase.", grade="confidential",
        category="user.behavior.purchase_history", chinese="客单价",
    )  # fmt: skip
    assert table.rules == {"a basket is no debt": "mean_basket >= 0"}
    assert company.tables["segment.customer_360"].column("size").values == ("small", "large")


def test_a_company_without_measures_has_the_engines_tables_alone(folder: Path) -> None:
    for file in (folder / "measures").iterdir():
        file.unlink()
    assert not [name for name in load_company(folder, {}).tables if name.startswith("own.")]


YAML, SQL = "measures/basket.yaml", "measures/basket.sql"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "said"),
    [
        pytest.param(YAML, "DOUBLE", "DUOBLE", 6, "There is no type `DUOBLE` here. Did you mean `DOUBLE`?", id="type"),
        pytest.param(YAML, "DOUBLE", "DECIMAL(3,9)", 6, "There is no type `DECIMAL(3,9)`", id="type-of-money"),
        pytest.param(YAML, "grain: customer", "grain: costumer", 3, "Did you mean `customer`?", id="grain"),
        pytest.param(YAML, "grain: customer\n", "", None, "There is no grain `(none)` here.", id="no-grain"),
        pytest.param(YAML, "role: measure", "role: mesure", 9, "Did you mean `measure`?", id="role"),
        pytest.param(YAML, "confidential", "secret", 10, "There is no grade `secret` here.", id="grade"),
        pytest.param(YAML, "chinese: 客单价\ngrain", "chines: 客单价\ngrain", 2, "Did you mean `chinese`?", id="key"),
        pytest.param(YAML, "sentence: One", "# One", None, "`sentence` is missing.", id="no-sentence"),
        pytest.param(YAML, "    meaning: Revenue of a purchase.\n", "", 5, "`meaning` is missing.", id="no-meaning"),
        pytest.param(YAML, "name: size", "name: mean_basket", 12, "Two columns are called `mean_basket`.", id="twice"),
        pytest.param(YAML, "name: size", "name: customer_id", 12, "is the key of the measure already", id="key-again"),
        pytest.param(
            YAML, "name: size", "name: stage", 12, "`stage` is a column of segment.customer_360 already", id="collides"
        ),
        pytest.param(YAML, "mean_basket >= 0", "basket >= 0", 15, "There is no column `basket` here.", id="rule"),
        pytest.param(YAML, "mean_basket >= 0", "mean_basket >=", 15, "is not one condition of SQL", id="rule-no-sql"),
        pytest.param(SQL, "value.summary", "value.sumary", 6, "Did you mean `value.summary`?", id="table"),
        pytest.param(SQL, "value.summary", "till.receipt", 6, "of the dictionary, not sources", id="source"),
        pytest.param(SQL, "value.summary", "ops.night", 6, "It is written later.", id="written-later"),
        pytest.param(SQL, "value.summary", "read_csv('a.csv')", 6, "reads no files", id="file"),
        pytest.param(SQL, "    customer_id,\n", "", 1, "The key column `customer_id` is not given.", id="no-key"),
        pytest.param(SQL, "as size", "as sise", 5, "Did you mean `size`?", id="not-declared"),
        pytest.param(SQL, "as size", "as sise", 1, "The column `size` is not given.", id="not-given"),
        pytest.param(SQL, "    customer_id,", "    *,", 3, "`*` does not say which columns are given.", id="star"),
        pytest.param(SQL, "/ purchases", "/ buys", 4, "buys", id="column"),
        pytest.param(SQL, "/ purchases", "* random()", 4, "random() gives another value every time.", id="chance"),
        pytest.param(SQL, "revenue > 100", "current_date > last_on", 5, "gives another value every time", id="clock"),
        pytest.param(
            SQL, "/ purchases", "* row_number() over ()", 4, "without an order numbers rows at will", id="no-order"
        ),
        pytest.param(SQL, "case when", "case whn", 5, "This is not SQL that can be read.", id="no-sql"),
        pytest.param(SQL, "from value.summary", "from value.summary; select 1", 1, "is not one SELECT", id="two"),
        pytest.param(SQL, "value.summary", "own.basket", 1, "own.basket reads itself", id="circle"),
        pytest.param(
            SQL, "value.summary", "segment.customer_360", 1, "which is made of own.basket", id="circle-by-the-wide-row"
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_measure_is_said(
    folder: Path, change: Write, file: str, old: str, new: str, line: int | None, said: str
) -> None:
    change(file, old, new)
    found = faults(folder)
    place = file if line is None else f"{file}:{line}:"
    assert any(fault.startswith(place) and said in fault for fault in found), found


def test_two_measures_that_read_each_other_are_named(folder: Path, change: Write) -> None:
    change("measures/second.yaml", "", DECLARATION.replace("mean_basket", "second").replace("size", "second_size"))
    change("measures/second.sql", "", "select customer_id, mean_basket as second, size as second_size from own.basket")
    change(SQL, QUERY, "select customer_id, second as mean_basket, second_size as size from own.second")
    assert [fault.split(":")[0] for fault in faults(folder)] == [SQL, "measures/second.sql"]


def test_one_name_in_two_measures_is_said(folder: Path, change: Write) -> None:
    change("measures/second.yaml", "", DECLARATION)
    change("measures/second.sql", "", QUERY)
    found = faults(folder)
    assert f"{YAML}:5: `mean_basket` is a column of own.second already." in found[0]
    assert len(found) == 4


def test_half_a_measure_and_a_foreign_file_are_named(folder: Path, change: Write) -> None:
    (folder / SQL).unlink()
    change("measures/README.md", "", "Ours.")
    assert [fault.partition(".  ")[0] for fault in faults(folder)] == [
        "measures/README.md: Nobody reads this. A measure is <name>.yaml and <name>.sql.",
        "measures/basket.yaml: basket.sql is missing. Write measures/basket.sql: "
        "a measure is its declaration (.yaml) and its SELECT (.sql).",
    ]


@pytest.mark.parametrize("name", ["attribute", "customer_attribute", "Basket", "select"])
def test_a_name_that_is_taken_is_no_measure(folder: Path, change: Write, name: str) -> None:
    change(f"measures/{name}.yaml", "", DECLARATION.replace("mean_basket", "second").replace("size", "other"))
    change(f"measures/{name}.sql", "", QUERY.replace("mean_basket", "second").replace("as size", "as other"))
    assert f"`{name}` cannot be the name of a measure." in faults(folder)[0]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One company with a measure for all drawings; each file is put back after it was spoilt."""
    company = write_company("茶馆", tmp_path_factory.mktemp("measured") / "tea_house")
    (company / "measures").mkdir()
    (company / YAML).write_text(DECLARATION, "utf-8")
    (company / SQL).write_text(QUERY, "utf-8")
    return company


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data(), value=VALUES)
def test_any_value_in_any_place_of_a_measure_is_told(measured: Path, data: st.DataObject, value: object) -> None:
    said = yaml.safe_load(DECLARATION)
    try:
        spoilt = planted(said, data.draw(st.sampled_from(places(said))), value)
        (measured / YAML).write_text(yaml.safe_dump(spoilt, allow_unicode=True), "utf-8")
        loaded(measured)
    finally:
        (measured / YAML).write_text(DECLARATION, "utf-8")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(noise=SIGNS, at=st.integers(0, len(QUERY)))
def test_noise_in_the_select_of_a_measure_is_told(measured: Path, noise: str, at: int) -> None:
    try:
        (measured / SQL).write_text(QUERY[:at] + noise + QUERY[at:], "utf-8")
        loaded(measured)
    finally:
        (measured / SQL).write_text(QUERY, "utf-8")


CONTRACT = "sources/crm/contract.yaml"
CITY = "        customProperties: [{property: role, value: quasi_id}]\n      - name: birth_on"
ATTRIBUTE = CITY.replace("quasi_id}]", "quasi_id}, {property: attribute, value: true}]", 1)


def test_a_column_of_a_contract_is_an_attribute_by_one_line(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    wide = load_company(folder, {}).tables["segment.customer_360"]
    column = wide.column("may_mail")
    assert (column.type, column.classification, column.required) == ("BOOLEAN", "internal", False)
    assert wide.column("may_mail_on").type == "DATE"


MAIL = """classification: internal
        customProperties: [{property: attribute, value: true}]
      - name: registered_on"""


def test_an_attribute_may_not_have_the_name_of_a_column_of_the_wide_row(folder: Path, change: Write) -> None:
    change(CONTRACT, CITY, ATTRIBUTE)
    (found,) = faults(folder)
    assert found.startswith(f"{CONTRACT}:49: segment.customer_360 has a column `city` already.")
    assert "`physicalName` says how the source calls it" in found


def test_an_attribute_and_a_measure_may_not_share_a_name(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change(YAML, "name: size", "name: may_mail_on")
    change(SQL, "as size", "as may_mail_on")
    assert "`may_mail_on` is a column of the attribute may_mail already." in faults(folder)[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "        primaryKey: true\n", "        classification: internal\n", "whose attribute", id="no-key"
        ),
        pytest.param(
            "        description: Number of the customer.\n",
            "        customProperties: [{property: party_key, value: true}]\n",
            "no column is an attribute",
            id="key-of-nothing",
        ),
        pytest.param(
            "        primaryKey: true\n",
            "        primaryKey: true\n        customProperties: [{property: attribute, value: true}]\n",
            "`customer_no` says which row it is",
            id="key-as-attribute",
        ),
        pytest.param(
            "        classification: internal\n      - name: registered_on",
            '        classification: internal\n        customProperties: [{property: attribute, value: "yes"}]\n'
            "      - name: registered_on",
            "`attribute` is not true or false.",
            id="no-flag",
        ),
    ],
)
def test_a_fault_of_an_attribute_is_said(folder: Path, change: Write, old: str, new: str, said: str) -> None:
    if "whose" in said:
        change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change(CONTRACT, old, new)
    assert any(said in fault and fault.startswith(f"{CONTRACT}:") for fault in faults(folder))


def test_the_party_of_an_attribute_has_the_key_as_it_is(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change("sources/crm/party.sql", "customer_no as party_key", "'C' || customer_no as party_key")
    (found,) = faults(folder)
    assert "party.sql makes another key of `customer_no`" in found


def test_the_party_of_an_attribute_has_its_key_from_the_same_column(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change("sources/crm/party.sql", "customer_no as party_key", "name as party_key")
    (found,) = faults(folder)
    assert "party.sql takes the key from `name`, not from `customer_no`" in found
    assert "Mark `name` with the custom property `party_key: true`" in found


def test_an_attribute_is_written_small(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change(CONTRACT, "name: may_mail", "name: May_Mail")
    change("sources/crm/consent_event.sql", "may_mail", "May_Mail")
    assert any("`May_Mail` cannot be the name of an attribute" in fault for fault in faults(folder))


def test_a_key_that_is_only_typed_is_as_it_is(folder: Path, change: Write) -> None:
    change(CONTRACT, "classification: internal\n      - name: registered_on", MAIL)
    change("sources/crm/party.sql", "customer_no as party_key", "cast(customer_no as varchar) as party_key")
    assert [attribute.name for attribute in load_company(folder, {}).attributes] == ["may_mail"]


def test_a_source_that_knows_no_parties_has_no_attributes(folder: Path, change: Write) -> None:
    change(
        "sources/till/contract.yaml", "logicalType: timestamp\n",
        "logicalType: timestamp\n        customProperties: [{property: attribute, value: true}]\n",
    )  # fmt: skip
    assert "`till` feeds no core.party, so nobody has the attribute." in faults(folder)[0]


def test_a_source_may_not_be_called_own(folder: Path) -> None:
    (folder / "sources/crm").rename(folder / "sources/own")
    assert any("`own` cannot be the name of a source" in fault for fault in faults(folder))


MANUAL = (Path(__file__).parents[3] / "docs" / "analysts.md").read_text("utf-8")


def test_the_measure_of_the_manual_works(folder: Path, change: Write) -> None:
    for kind, name, text in re.findall(r"```(yaml|sql) measure (\w+)\n(.*?)```", MANUAL, re.DOTALL):
        change(f"measures/{name}.{kind}", "", text)
    table = load_company(folder, {}).tables["own.small_change"]
    assert [column.name for column in table.columns] == ["customer_id", "small_purchases", "small_share"]
