"""The necessity audit names personal columns that nobody needs."""

from pathlib import Path

import pytest

from expectations.company import load_company
from flows.command.privacy import NECESSITY
from flows.init import write_company
from warehouse.subject.minimisation import is_personal, necessity


@pytest.fixture
def tea_house(tmp_path: Path) -> Path:
    return write_company("茶馆", tmp_path / "tea_house")


def findings(company: Path) -> dict[tuple[str, str], str]:
    found = necessity(load_company(company, {}), 30)
    return {(row["object"], row["column"]): row["finding"] for row in found.to_dicts()}


def change(company: Path, name: str, old: str, new: str) -> None:
    file = company / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_company_that_uses_all_it_holds_has_no_findings(tea_house: Path) -> None:
    assert findings(tea_house) == {}


def test_a_personal_column_that_no_mapping_reads_is_named(tea_house: Path) -> None:
    change(tea_house, "sources/crm/party.sql", "  birth_on,\n", "")
    assert findings(tea_house) == {("crm.customer", "birth_on"): "unmapped"}


def test_a_column_by_which_a_mapping_selects_is_needed(tea_house: Path) -> None:
    change(tea_house, "sources/crm/party.sql", "  birth_on,\n", "")
    change(tea_house, "sources/crm/party.sql", "from crm.customer", "from crm.customer\nwhere birth_on is not null")
    assert findings(tea_house) == {}


def test_a_mapped_column_that_no_step_segment_or_release_reads_is_named(
    tea_house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = {"core.party": {"party_key", "full_name", "birth_on"}, "core.contact_point": {"value"}}
    monkeypatch.setattr("warehouse.subject.minimisation._read_by_steps", lambda _: read)
    found = findings(tea_house)
    assert found == {("crm.customer", "city"): "unread"}
    change(tea_house, "releases/newsletter.sql", "  email\n", "  email,\n  city\n")
    assert findings(tea_house) == {}


def test_a_period_that_cannot_be_kept_is_named(tea_house: Path) -> None:
    change(
        tea_house, "sources/crm/contract.yaml",
        "[{property: role, value: direct_id}, {property: category, value: user.contact.email}]",
        "[{property: role, value: direct_id}, {property: retention, value: P3Y}]",
    )  # fmt: skip
    assert findings(tea_house) == {("crm.customer", "email"): "unkept"}


def test_the_command_prints_what_is_found(tea_house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from flows.cli import command

    assert NECESSITY.name == "necessity"
    assert command(["necessity", "--company", str(tea_house)]) == 0
    assert "every personal column is used" in capsys.readouterr().out
    change(tea_house, "sources/crm/party.sql", "  birth_on,\n", "")
    assert command(["necessity", "--company", str(tea_house), "--format", "csv"]) == 0
    assert "birth_on" in capsys.readouterr().out


def test_what_is_personal_is_told_by_role_or_category(tea_house: Path) -> None:
    columns = {
        c.name: is_personal(c) for k in load_company(tea_house, {}).contracts for o in k.objects for c in o.columns
    }
    assert columns["email"]
    assert columns["city"]
    assert not columns["amount"]
