"""A company folder: what works is loaded, and whatever is wrong is said at once, with file, line and cure."""

import os
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.company import CompanyError, Play, Segment, find_company, load_company
from expectations.setting import SETTINGS
from flows.init import TEMPLATE, write_company
from flows.sources.landing import land
from tests.expectations.company.conftest import Change


def faults(folder: Path) -> list[str]:
    with pytest.raises(CompanyError) as refused:
        load_company(folder, {})
    assert all(problem.sentence and problem.fix for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_the_new_company_works(folder: Path) -> None:
    company = load_company(folder, {})
    assert (company.name, company.currency, company.time_zone) == ("茶馆", "CNY", "Asia/Shanghai")
    assert [contract.source for contract in company.contracts] == ["crm", "till"]
    fed = ["core.consent_event", "core.contact_point", "core.party"]
    assert list(company.mappings) == [*(("crm", table) for table in fed), ("till", "core.purchase")]
    assert company.segments == (Segment("regular", "Customers who bought at least three times.", "purchases >= 3"),)
    assert company.plays == (
        Play(
            "thank_you", "A note of thanks with a taste of the new season.", "regular", 1, "marketing_email", "email",
            "purchase", 30,
        ),
    )  # fmt: skip
    newsletter = company.releases["newsletter"]
    assert newsletter.query == (folder / "releases/newsletter.sql").read_text("utf-8")
    assert newsletter.agreement.columns == ("customer_id", "full_name", "email")
    assert newsletter.purpose == company.purposes["marketing_email"]
    assert company.purposes["marketing_email"].retention_days == 730
    assert (company.data, company.state) == (folder / "data", folder / "var")
    assert company.thresholds == {setting.name: setting.default for setting in SETTINGS}


def test_the_new_company_delivers(folder: Path) -> None:
    company = load_company(folder, {})
    objects = [one for contract in company.contracts for one in contract.objects]
    landed = [land(one, company, date(2026, 1, 5), None) for one in objects]
    assert [(one.landed, one.rejected) for one in landed] == [(12, 0), (28, 0)]
    names = pq.read_table(landed[0].path).column("name").to_pylist()
    assert {"张伟", "José García", "Müller, Anna"} <= set(names)


def test_nothing_is_overwritten(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CompanyError, match="something here already"):
        write_company("茶馆", folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_name_with_quotes_is_written_well(tmp_path: Path) -> None:
    assert load_company(write_company('Tea "No. 1" \\ 茶', tmp_path / "x"), {}).name == 'Tea "No. 1" \\ 茶'


def test_the_company_is_found_by_option_variable_or_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_company(folder, {"SHOPKEEPER_COMPANY": "/nowhere"}) == folder
    assert find_company(None, {"SHOPKEEPER_COMPANY": str(folder)}) == folder
    monkeypatch.chdir(folder)
    assert find_company(None, {}) == folder
    monkeypatch.chdir(folder / "data")
    with pytest.raises(CompanyError, match="shopkeeper init"):
        find_company(None, {})
    with pytest.raises(CompanyError, match="There is no such folder"):
        find_company(folder / "nowhere", {})


def test_data_and_state_may_be_elsewhere(folder: Path, change: Change, tmp_path: Path) -> None:
    change("shopkeeper.toml", 'data = "data"', 'data = "${SHOP_DATA:-../other}"\nstate = "${SHOP_STATE:-/srv/state}/x"')
    company = load_company(folder, {})
    assert (company.data, company.state) == (folder.parent / "other", Path("/srv/state/x"))
    given = {"SHOP_DATA": str(tmp_path / "a"), "SHOPKEEPER_STATE": str(tmp_path / "b")}
    company = load_company(folder, given)
    assert (company.data, company.state) == (tmp_path / "a", tmp_path / "b")


def test_thresholds_override_their_defaults(folder: Path, change: Change) -> None:
    change("shopkeeper.toml", "[thresholds]", "[thresholds]\ngrowth_days = 90\nclv_margin = 1")
    company = load_company(folder, {})
    assert company.thresholds["growth_days"] == 90
    assert isinstance(company.thresholds["clv_margin"], float)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "shopkeeper.toml",
            "time_zone",
            "timezone",
            "shopkeeper.toml:3: There is no setting `timezone` here. Did you mean `time_zone`?",
        ),
        ("shopkeeper.toml", "Asia/Shanghai", "Asia/Shangai", "shopkeeper.toml:3: There is no such time zone."),
        ("shopkeeper.toml", '"CNY"', '"yuan"', "shopkeeper.toml:4: The currency is not a code of ISO 4217."),
        ("shopkeeper.toml", '"CNY"', "CNY", "shopkeeper.toml:4: This is not TOML."),
        ("shopkeeper.toml", 'currency = "CNY"', "", "`currency` is missing."),
        (
            "shopkeeper.toml",
            '"data"',
            '"${SHOP_DATA}"',
            "shopkeeper.toml:5: The environment variable SHOP_DATA is not set.",
        ),
        (
            "shopkeeper.toml",
            "country",
            "contry",
            "shopkeeper.toml:8: There is no threshold `contry` here. Did you mean `country`?",
        ),
        ("shopkeeper.toml", "country", "growth_days", "shopkeeper.toml:8: `growth_days` is not a whole number."),
        ("shopkeeper.toml", 'country = "CN"', "clv_margin = true", "shopkeeper.toml:8: `clv_margin` is not a number."),
        (
            "shopkeeper.toml",
            'country = "CN"',
            'golden_strategies = "email=newest"',
            "shopkeeper.toml:8: `email` cannot be chosen by `newest`. Did you mean `lowest`?",
        ),
        ("sources/till/contract.yaml", "path: .", "path: ../secret", "lies outside the data folder."),
        ("sources/till/contract.yaml", "path: .", "path: ${TILL}", "The environment variable TILL is not set."),
        (
            "sources/till/contract.yaml",
            "kind: DataContract",
            "knid: DataContract",
            "contract.yaml:3: There is no key `knid` here. Did you mean `kind`?",
        ),
        ("sources/crm/parties.sql", "", "select 1", "There is no common table `parties`."),
        ("sources/crm/notes.txt", "", "hello", "sources/crm/notes.txt: Nobody reads this file."),
        ("sources/empty/party.sql", "", "select 1", "sources/empty: The source has no contract.yaml."),
        ("sources/crm/party.sql", "select", "selekt", "This is not SQL that can be read."),
        (
            "sources/crm/party.sql",
            "from crm.customer",
            "from crm.customers",
            "party.sql:8: `crm.customers` is not an object of the contract. Did you mean `crm.customer`?",
        ),
        (
            "sources/crm/party.sql",
            "from crm.customer",
            "from till.receipt",
            "`till.receipt` is not an object of the contract.",
        ),
        (
            "sources/crm/party.sql",
            "from crm.customer",
            "from read_csv('/etc/passwd')",
            "A mapping reads no files or functions of rows.",
        ),
        ("sources/crm/party.sql", "from crm.customer", "from '/etc/passwd'", "is not an object of the contract."),
        (
            "sources/crm/party.sql",
            "from crm.customer",
            "from crm.customer; drop table x",
            "The file is not one SELECT.",
        ),
        (
            "sources/crm/party.sql",
            "from crm.customer",
            "from crm.customer where nme is null",
            "party.sql:8: Column 'nme' could not be resolved.",
        ),
        (
            "sources/crm/party.sql",
            "as full_name",
            "as fullname",
            "party.sql:5: core.party has no column `fullname`. Did you mean `full_name`?",
        ),
        (
            "sources/crm/party.sql",
            "customer_no as party_key,",
            "",
            "The required column `party_key` of core.party is not given.",
        ),
        ("sources/crm/party.sql", "birth_on,", "birth_on, birth_on,", "The column `birth_on` is given twice."),
        ("sources/crm/party.sql", "customer_no as party_key,", "*,", "`*` does not say which columns are given."),
        ("sources/crm/party.sql", "select", "delete from crm.customer; select", "The file is not one SELECT."),
        (
            "segments.yaml",
            "predicate:",
            "predicat:",
            "segments.yaml:4: There is no key `predicat` here. Did you mean `predicate`?",
        ),
        (
            "segments.yaml",
            "purchases >= 3",
            "purchases >=",
            "segments.yaml:4: The predicate is not one condition of SQL.",
        ),
        (
            "segments.yaml",
            "purchases >= 3",
            "purchases > (select 1)",
            "segments.yaml:4: The predicate holds a query of its own.",
        ),
        ("segments.yaml", "purchases >= 3", "purchases > 3) group by (1", "segments.yaml:4: The predicate"),
        (
            "segments.yaml",
            "name: regular",
            "name: Regular guests",
            "segments.yaml:2: `Regular guests` cannot be a name.",
        ),
        ("segments.yaml", "", "regular: purchases >= 3", "segments.yaml:1: The file is not a list of entries."),
        ("segments.yaml", "sentence: Customers who", "sentence: 7 #", "segments.yaml:3: `sentence` is no text."),
        ("segments.yaml", "purchases >= 3", "3", "segments.yaml:4: `predicate` is no text."),
        ("segments.yaml", "", "- just words", "segments.yaml:1: The entry is not a mapping."),
        (
            "plays.yaml",
            "purpose:",
            "purpse:",
            "plays.yaml:7: There is no key `purpse` here. Did you mean `purpose`?",
        ),
        ("plays.yaml", "purpose: marketing_email", "", "plays.yaml:3: `purpose` is missing."),
        (
            "plays.yaml",
            "segment: regular",
            "segment: regulars",
            "plays.yaml:5: segments.yaml has no segment `regulars`. Did you mean `regular`?",
        ),
        (
            "plays.yaml",
            "marketing_email",
            "marketing_mail",
            "plays.yaml:7: purposes.yaml has no purpose `marketing_mail`. Did you mean `marketing_email`?",
        ),
        ("plays.yaml", "channel: email", "channel: e-mail", "plays.yaml:8: There is no channel `e-mail` here. Did you"),
        ("plays.yaml", "outcome: purchase", "outcome: joy", "plays.yaml:9: There is no outcome `joy` here. Known are"),
        ("plays.yaml", "priority: 1", "priority: first", "plays.yaml:6: `priority` cannot be `first`. Write a whole"),
        ("plays.yaml", "window_days: 30", "window_days: 0", "plays.yaml:10: `window_days` cannot be `0`."),
        ("plays.yaml", "window_days: 30", "window_days: 30\n  cap: true", "plays.yaml:11: `cap` cannot be `true`."),
        ("plays.yaml", "window_days: 30", "window_days: 30\n  holdout: 0", "plays.yaml:11: `holdout` cannot be `0`."),
        ("plays.yaml", "window_days: 30", "window_days: 30\n  holdout: 0.6", "Write a share from 0.01 to 0.5: without"),
        ("plays.yaml", "name: thank_you", "name: Thank you", "plays.yaml:3: `Thank you` cannot be a name."),
        ("releases/list.sql", "", "select 1", "releases/list.sql: list.yaml is missing."),
        ("releases/list.csv", "", "x", "releases/list.csv: Nobody reads this file."),
        ("purposes.yaml", "", "- [", "purposes.yaml:1: This is not YAML"),
    ],
)
def test_every_fault_is_told_with_its_file_line_and_cure(
    folder: Path, change: Change, file: str, old: str, new: str, said: str
) -> None:
    change(file, old, new)
    found = faults(folder)
    assert any(said in fault for fault in found), found


def test_faults_of_all_files_are_told_at_once(folder: Path, change: Change) -> None:
    change("shopkeeper.toml", "country", "contry")
    change("sources/till/contract.yaml", "kind:", "knid:")
    change("sources/crm/party.sql", "as full_name", "as fullname")
    change("segments.yaml", "predicate:", "predicat:")
    assert {fault.split(":")[0] for fault in faults(folder)} == {
        "shopkeeper.toml",
        "sources/till/contract.yaml",
        "sources/crm/party.sql",
        "segments.yaml",
    }


def test_a_company_without_sources_is_told_so(folder: Path) -> None:
    shutil.rmtree(folder / "sources")
    assert faults(folder) == ["sources: The company has no source. Write sources/<source>/contract.yaml."]


def test_a_link_out_of_the_data_is_refused(folder: Path, change: Change, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", "utf-8")
    (folder / "data/receipt.csv").unlink()
    (folder / "data/receipt.csv").symlink_to(tmp_path / "secret")
    assert "The file of `receipt` lies outside the data folder." in faults(folder)[0]


def test_a_file_that_is_not_utf_8_is_told_so(folder: Path) -> None:
    (folder / "sources/crm/party.sql").write_bytes("select '张'".encode("gb18030"))
    assert "sources/crm/party.sql: The file is not UTF-8 text. Save it as UTF-8." in faults(folder)


def test_a_mapping_may_use_ctes_joins_unions_and_the_line_of_the_source(folder: Path, change: Change) -> None:
    change(
        "sources/crm/party.sql",
        "",
        """with known as (select *, lower(name) as plain from crm.customer),
           ranked as (select k.*, row_number() over (partition by plain order by source_line) as place from known as k)
           select r.customer_no as party_key, 'person' as party_type, r.name as full_name, c.birth_on
           from ranked as r left join crm.customer as c using (customer_no) where place = 1
           union all select customer_no, 'person', name, null from crm.customer where false""",
    )
    assert ("crm", "core.party") in load_company(folder, {}).mappings


@pytest.mark.parametrize("name", ["jaffle_shop", "northwind", "rfm", "telco_ibm"])
def test_every_real_company_of_the_tests_is_loaded(name: str) -> None:
    folder = Path(__file__).parents[2] / "companies" / name
    assert load_company(folder, dict(os.environ)).mappings


def test_the_template_holds_nothing_but_what_is_read() -> None:
    kinds = {path.suffix for path in TEMPLATE.rglob("*") if path.is_file()}
    assert kinds == {".csv", ".yaml", ".sql"}
