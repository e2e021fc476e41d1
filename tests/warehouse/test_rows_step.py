"""A function of rows is called for new and changed rows alone, while its code is that of the night before."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from expectations.catalog import tables
from expectations.company.state import Files
from warehouse.graph import Step, engine_steps
from warehouse.night import close_and_swap, open_night
from warehouse.published.query import ask

STANDARD = engine_steps()["identity.standard_record"]
WRITTEN = (
    "insert into identity.record_input (source, party_key, party_type, full_name, city) values ('crm', ?, ?, ?, ?)"
)
MEI, HANS, ZHANG = (("1", "李梅", "上海市"), ("2", "Hans Meier", "Ulm"), ("3", "张伟", "北京"))


def a_night(folder: Path, day: int, *people: tuple[str, str, str], step: Step = STANDARD, mark: str = "") -> None:
    """Publish a night of these people; `mark` is then written over what was made of them, to be known again."""
    with open_night(folder, date(2026, 6, day), "CNY", "Asia/Shanghai", {}) as night:
        night.create(tables()["identity.record_input"])
        for key, name, city in people:
            night.con.execute(WRITTEN, [key, "person", name, city])
        night.note("identity.record_input")
        night.make(step)
        if mark:
            night.con.execute("update identity.standard_record set city_key = city_key || ?", [mark])
        close_and_swap(night)


def cities(folder: Path) -> dict[str, str]:
    query = "select party_key, city_key from identity.standard_record order by party_key"
    return dict(ask(Files(folder).live, query).rows())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    a_night(tmp_path / "w", 1, MEI, HANS, ZHANG, mark="?")
    return tmp_path / "w"


def test_what_stood_is_kept_what_changed_is_made_and_what_went_is_gone(folder: Path) -> None:
    a_night(folder, 2, MEI, ("2", "Hans Meier", "Celle"), ("4", "欧阳娜娜", "广州市"))
    assert cities(folder) == {"1": "shanghai?", "2": "celle", "4": "guangzhou"}


def test_other_code_makes_every_row_anew(folder: Path) -> None:
    a_night(folder, 2, MEI, HANS, step=replace(STANDARD, digest="other code"))
    assert cities(folder) == {"1": "shanghai", "2": "ulm"}


def test_a_night_that_keeps_nothing_makes_every_row_anew(folder: Path) -> None:
    with open_night(folder, date(2026, 6, 2), "CNY", "Asia/Shanghai", {}) as night:
        night.build_all()
        night.create(tables()["identity.record_input"])
        night.con.execute(WRITTEN, [MEI[0], "person", *MEI[1:]])
        night.make(STANDARD)
        assert night.con.sql("select city_key from identity.standard_record").fetchall() == [("shanghai",)]
