"""What each destination gets, byte by byte: golden files of a night of new customers and a night of changes."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl
import pytest
import yaml

from expectations.lined_yaml import read_yaml
from expectations.release import destination
from expectations.release.agreed import read_agreement
from expectations.release.destination import destinations
from tests.warehouse.release.shop import CRM, FIRST, SECOND, THIRD, Shop, agreeing, read_csv

GOLDEN = Path(__file__).parent / "golden"
FIELDS = {
    "google": {
        "email": "Email", "phone": "Phone", "given_name": "First Name", "surname": "Last Name", "country": "Country",
        "postal_code": "Zip",
    },
    "meta": {
        "email": "EMAIL", "phone": "PHONE", "given_name": "FN", "surname": "LN", "country": "COUNTRY",
        "postal_code": "ZIP",
    },
    "salesforce": {
        "surname": "LastName", "given_name": "FirstName", "email": "Email", "phone": "Phone",
        "employer": "Account.External_Id__c",
    },
    "odoo": {"surname": "name", "employer": "parent_id/id"},
    "tryton": {
        "surname": "name", "phone": "mobile", "country": "addresses/country", "postal_code": "addresses/postal_code",
    },
    "mailchimp": {"given_name": "FNAME", "surname": "LNAME", "phone": "PHONE"},
}  # fmt: skip
ENTITIES = {"twenty": "people", "dataverse": "contacts", "mailchimp": "list1"}
AUDIENCE = ("google", "meta")
COLUMNS = ["customer_id", "given_name", "surname", "email", "phone", "country", "postal_code"]
MORE = ["employer", "is_prospect", "acquired_on"]
COLUMNS_OF = {"tryton": ["customer_id", "surname", "email", "phone", "country", "postal_code"]}


def agreed(target: str) -> tuple[str, str]:
    """Agreement and SELECT of a release for a destination."""
    columns = COLUMNS if target in AUDIENCE else COLUMNS_OF.get(target, COLUMNS + MORE)
    agreement = {
        "sentence": "For a destination.", "recipient": "crm", "purpose": "marketing", "mode": "activation",
        "version": "1", "columns": columns, "phones": ["phone"], "max_characters": {"surname": 12}, "target": target,
        "values": {} if target in AUDIENCE else {"country": {"CN": "China"}},
        "fields": FIELDS.get(target, {}), "entity": ENTITIES.get(target, ""),
    }  # fmt: skip
    return yaml.safe_dump(agreement, allow_unicode=True), f"select {', '.join(columns)} from identity.customer"


CUSTOMERS = """
customer_id | given_name | surname | email | phone | country | postal_code | employer | is_prospect
C1 | 芳 | 王 | Fang@Example.CN | +8613812345678 | CN | 200000 | E1 | false
C2 | =1+1 | "O'Neil", -123 | lei@example.cn |  | CN |  | E1 | true
C3 | 𠮷𠮷𠮷 | 欧阳欧阳欧阳欧 | mei@example.cn | +8613912345678 |  | 100000 |  | 
"""
CHANGED = CUSTOMERS.replace("+8613812345678", "").replace("C3 ", "C4 ").replace("mei@", "han@")


def two_nights(root: Path, target: str) -> Shop:
    """A night of three new customers; then one loses the phone, and one goes while another with a new address comes.

    A target that gives ids of its own has told them in between.
    """
    agreement, query = agreed(target)
    shop = Shop(root, {"crm": agreement}, {"crm": query})
    consents = agreeing("C1", "C2", "C3", "C4")
    shop.night(FIRST, {"identity.customer": CUSTOMERS, "core.consent_event": consents})
    if destinations()[target].target_id_field:
        names = destinations()[target].results
        told = shop.files(FIRST) / "results" / "job.csv"
        told.parent.mkdir()
        told.write_text(f"{names['ours']},{names['theirs']}\nC1,their 1\nC2,their 2\nC3,their 3\n", "utf-8")
    shop.night(SECOND, {"identity.customer": CHANGED, "core.consent_event": consents})
    return shop


@pytest.mark.parametrize("target", [name for name, one in destinations().items() if one.format != "parquet"])
def test_a_target_gets_the_files_that_it_takes(tmp_path: Path, target: str) -> None:
    shop = two_nights(tmp_path, target)
    found = {}
    for today in (FIRST, SECOND):
        for entry in shop.manifest(today)["files"]:
            if entry["rows"]:
                found[f"{today}.{entry['file']}"] = (shop.files(today) / entry["file"]).read_text("utf-8")
    golden = {path.name: path.read_text("utf-8") for path in (GOLDEN / target).iterdir()}
    assert found == golden


def test_a_destination_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "destination"
    shutil.copytree(destination.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    said = 'sentence: The till of the shop.\nformat: csv\nid_field: 会员号\nnull_in_update: "-"\n'
    (folder / "till.yaml").write_text(said, "utf-8")
    monkeypatch.setattr(destination, "FOLDER", folder)
    destinations.cache_clear()
    try:
        shop = two_nights(tmp_path / "shop", "till")
        assert read_csv(shop.files(FIRST) / "create.csv")[0]["会员号"] == "C1"
        assert shop.ids_of(SECOND, "update", "phone") == ["-"]
    finally:
        destinations.cache_clear()


def test_parquet_keeps_types_and_nulls(tmp_path: Path) -> None:
    shop = two_nights(tmp_path, "parquet")
    rows = pl.read_parquet(shop.files(FIRST) / "create.parquet")
    assert rows.schema["acquired_on"] == pl.Date
    assert rows["is_prospect"].to_list() == [False, True, None]


@pytest.mark.parametrize("target", ["csv", "salesforce", "odoo", "espocrm", "frappe", "twenty"])
def test_a_csv_reads_back_as_it_was_under_the_rules_of_its_target(tmp_path: Path, target: str) -> None:
    shop = two_nights(tmp_path, target)
    first, _, third = read_csv(shop.files(FIRST) / "create.csv")
    there = FIELDS.get(target, {})
    assert first[there.get("phone", "phone")] == "+8613812345678"
    assert third[there.get("surname", "surname")] == ("欧阳欧阳" if target == "espocrm" else "欧阳欧阳欧阳欧")
    assert shop.rows(FIRST, "create")[1][there.get("surname", "surname")] == '"O\'Neil", -1'


def test_a_text_that_became_empty_is_erased_where_a_blank_cell_means_unchanged(tmp_path: Path) -> None:
    agreement, query = agreed("salesforce")
    shop, consents = Shop(tmp_path, {"crm": agreement}, {"crm": query}), {"core.consent_event": agreeing("C1")}
    drawn = "customer_id | surname\nC1 | 王"
    shop.night(FIRST, {"identity.customer": drawn, **consents})
    with duckdb.connect(str(shop.root / "var/warehouse/live.duckdb")) as con:
        con.execute("update privacy.disclosure_subject set row_hash = 'of a longer name'")
    shop.queries["crm"] = query.replace("surname", "left(surname, 0) as surname")
    shop.night(SECOND, {"identity.customer": drawn, **consents})
    assert shop.ids_of(SECOND, "update", "LastName") == ["#N/A"]


def test_further_contacts_of_a_party_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    shop = two_nights(tmp_path, "tryton")
    told = [
        (r["code"], r["contact_mechanisms/type"], r["contact_mechanisms/value"]) for r in shop.rows(FIRST, "create")
    ]
    assert told == [
        ("C1", "email", "Fang@Example.CN"), ("", "mobile", "+8613812345678"), ("C2", "email", "lei@example.cn"),
        ("C3", "email", "mei@example.cn"), ("", "mobile", "+8613912345678"),
    ]  # fmt: skip


def test_files_are_split_by_rows_and_by_bytes_and_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(destinations()["twenty"], max_rows=2, max_bytes=200)
    monkeypatch.setitem(destinations(), "twenty", small)
    shop = two_nights(tmp_path, "twenty")
    files = [entry for entry in shop.manifest(FIRST)["files"] if entry["file"].startswith("create_")]
    assert [entry["rows"] for entry in files] == [1, 1, 1]
    assert all((shop.files(FIRST) / entry["file"]).stat().st_size <= 200 for entry in files)
    ids = [row["customerId"] for entry in files for row in read_csv(shop.files(FIRST) / entry["file"])]
    assert ids == ["C1", "C2", "C3"]


@pytest.mark.parametrize("row", ["max_bytes", "max_header_characters"])
def test_what_no_file_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    monkeypatch.setitem(destinations(), "csv", replace(destinations()["csv"], **cast(dict[str, Any], {row: 20})))
    shop = Shop(tmp_path, {"crm": CRM}, {"crm": "select customer_id, full_name, email, city from identity.customer"})
    facts = {"identity.customer": "customer_id | full_name | email\nC1 | 王芳 | fang@example.cn"}
    assert shop.night(FIRST, {**facts, "core.consent_event": agreeing("C1")}) == {"crm": "refused"}
    assert shop.ask("select code from privacy.release_result") == [("FORMAT",)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("target: salesfroce", "Did you mean `salesforce`", id="an unknown target"),
        pytest.param("target: hubspot\nfields: {city: lifecyclestage}", "must not be told", id="a field of theirs"),
        pytest.param("fields: {street: Street}", "not among the columns", id="a field for no column"),
        pytest.param("target: twenty", "asks for `entity`", id="an order without an entity"),
        pytest.param(
            "target: meta\nfields: {email: EMAIL}", "does not take city, full_name", id="a field left in the open"
        ),
        pytest.param("target: mailchimp\ncolumns: [customer_id]", "`email` is not among", id="a key that is missing"),
    ],
)
def test_an_agreement_that_its_target_cannot_keep_is_told(line: str, said: str) -> None:
    text = CRM if "columns" not in line else CRM.replace("columns: [customer_id, full_name, email, city]\n", "")
    told, findings = read_yaml(text + line, "releases/crm.yaml")
    read_agreement(told, findings)
    assert any(said in str(problem) for problem in findings.problems)


def test_a_changed_address_is_a_new_row_where_rows_are_known_by_address(tmp_path: Path) -> None:
    shop = two_nights(tmp_path, "mailchimp")
    facts = {"core.consent_event": agreeing("C1", "C2", "C3", "C4")}
    changed = CHANGED.replace("lei@example.cn", "LiLei@example.cn")
    shop.night(THIRD, {"identity.customer": changed, **facts})
    assert shop.ask("select created, updated, removed from privacy.release_result") == [(1, 0, 1)]
    assert shop.manifest(THIRD)["unchanged"] == 2


def test_of_two_customers_with_one_address_the_target_gets_one(tmp_path: Path) -> None:
    agreement, query = agreed("mailchimp")
    shop = Shop(tmp_path, {"crm": agreement}, {"crm": query})
    twins = CUSTOMERS.replace("mei@example.cn", "LEI@example.cn").replace("Fang@Example.CN", "               ")
    shop.night(FIRST, {"identity.customer": twins, "core.consent_event": agreeing("C1", "C2", "C3")})
    assert shop.ask("select customer_id, code from privacy.suppression order by 1") == [
        ("C1", "NO_KEY"),
        ("C3", "SAME_KEY"),
    ]
