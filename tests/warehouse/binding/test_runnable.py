"""The night asks before it pulls: a fault of one release or play costs that one, any other the night."""

from datetime import date
from pathlib import Path

import pytest

from expectations.company import CompanyError
from flows.init import write_company
from flows.refusal import exit_code
from tests.night_by_hand import night

TODAY = date(2026, 6, 30)


@pytest.fixture
def tea_house(tmp_path: Path) -> Path:
    """The template with a second release beside the newsletter."""
    company = write_company("茶馆", tmp_path / "tea_house")
    for ending in ("yaml", "sql"):
        text = (company / "releases" / f"newsletter.{ending}").read_text("utf-8")
        (company / "releases" / f"letter.{ending}").write_text(text, "utf-8")
    return company


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_release_that_cannot_be_bound_is_left_out_and_the_night_begins(tea_house: Path) -> None:
    change(tea_house / "releases" / "letter.sql", "full_name", "nosuch(full_name) as full_name")
    with night(tea_house, TODAY) as night_run:
        assert list(night_run.company.releases) == ["newsletter"]
        assert [play.name for play in night_run.company.plays] == ["thank_you"]


def test_what_the_gate_refuses_is_left_to_the_gate(tea_house: Path) -> None:
    change(tea_house / "releases" / "letter.sql", "  full_name,\n", "  national_id as full_name,\n")
    with night(tea_house, TODAY) as night_run:
        assert list(night_run.company.releases) == ["letter", "newsletter"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("sources/crm/party.sql", "'person' as", "'persoon' as", "sources/crm/party.sql:4: `persoon` is no word"),
        ("sources/till/purchase.sql", "paid_at as", "now() as", "sources/till/purchase.sql:7: `now` gives another"),
        ("segments.yaml", "purchases >= 3", "stage = 'declien'", "segments.yaml:4: `declien` is no word of `stage`."),
    ],
)
def test_a_night_of_a_faulty_folder_ends_before_anything_is_pulled(
    tea_house: Path, file: str, old: str, new: str, said: str
) -> None:
    change(tea_house / file, old, new)
    with pytest.raises(CompanyError, match="no word|another result") as refused, night(tea_house, TODAY):
        raise AssertionError("the night has begun")
    assert exit_code(refused.value) == 2
    assert str(refused.value).startswith(said)
    assert not (tea_house / "var").exists()
