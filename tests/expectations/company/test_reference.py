"""Small tables that a company keeps itself lie in its own folder, wherever its data are delivered."""

import shutil
from pathlib import Path

import pytest

from expectations.company import CompanyError, load_company
from expectations.company.location import folder_of

CDNOW = Path(__file__).parents[2] / "companies" / "cdnow"


def test_what_lies_below_reference_is_sought_in_the_company_and_all_else_in_the_data(tmp_path: Path) -> None:
    root, data = tmp_path / "company", tmp_path / "data"
    assert folder_of("reference/rate.csv", root, data) == root
    assert folder_of("rate.csv", root, data) == folder_of("till/reference/rate.csv", root, data) == data


def test_a_company_with_reference_tables_is_in_order(tmp_path: Path) -> None:
    company = load_company(CDNOW, {"SHOPKEEPER_SHARED_DATA": str(tmp_path)})
    assert {contract.source for contract in company.contracts} == {"shop", "donors", "contracts"}


def test_a_reference_that_leads_out_of_the_company_is_refused(tmp_path: Path) -> None:
    shutil.copytree(CDNOW, tmp_path / "cdnow", ignore=shutil.ignore_patterns("var"))
    contract = tmp_path / "cdnow/sources/donors/contract.yaml"
    contract.write_text(contract.read_text().replace("path: reference", "path: reference/../../elsewhere"))
    with pytest.raises(CompanyError, match="lies outside the data folder"):
        load_company(tmp_path / "cdnow", {"SHOPKEEPER_SHARED_DATA": str(tmp_path)})
