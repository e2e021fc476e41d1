"""Canaries in every column of a company: after good nights and bad ones nobody finds them outside what was agreed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.init import write_company
from warehouse.subject.search import places_with, writings

DAY, NEXT = "2026-06-28", "2026-06-29"
NAME, KEY, PHONE = "卡娜丽雅·Canaria", "CANARYKEY7", "19955577001"
EMAIL, CITY = "canary.mail@leak.example", "Canaryville上"
SECRETS = [NAME, KEY, PHONE, EMAIL]
# Where a person may stand: what the source said, the identified warehouse, and files that were agreed on.
ALLOWED = ("landing/", "warehouse/live.duckdb", "warehouse/previous.duckdb", "exports/newsletter/")
BROKEN = [
    f"{KEY}1,{NAME}一,{PHONE}1,{EMAIL}.a,{CITY},not a day {EMAIL},是,2025-01-01",
    f"{KEY},{NAME}二,{PHONE}2,{EMAIL}.b,{CITY},1977-07-07,是,2025-01-01",
    f'{KEY}3,"{NAME}三,{PHONE}3,{EMAIL}.c,{CITY},1977-07-07,是,2025-01-01',
    f"{KEY}4,,{PHONE}4,{EMAIL} no address,{CITY},1977-07-07,{NAME},2025-01-01",
]
pytestmark = pytest.mark.slow


def shopkeeper(*arguments: str, level: str = "DEBUG") -> subprocess.CompletedProcess[str]:
    """A whole process that logs all that it has to say."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment |= {"PREFECT_LOGGING_LEVEL": level, "PREFECT_SERVER_LOGGING_LEVEL": level, "NO_COLOR": "1"}
    command = [str(Path(sys.executable).with_name("shopkeeper")), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


def add(company: Path, *lines: str) -> None:
    with (company / "data/customer.csv").open("a", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def company_with_canaries(folder: Path) -> Path:
    company = write_company("茶馆", folder / "tea_house")
    add(company, f"{KEY},{NAME},{PHONE},{EMAIL},{CITY},1977-07-07,是,2025-01-01")
    with (company / "data/receipt.csv").open("a", encoding="utf-8") as file:
        file.write(f"R9001;{KEY};2026-06-01 10:00:00;77.70\nR9002;{KEY};not a moment;77.70\n")
    return company


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A company after two nights, with broken rows on the second, and all that was said."""
    company = company_with_canaries(tmp_path_factory.mktemp("canary"))
    first = shopkeeper("run", "--company", str(company), "--today", DAY)
    assert first.returncode == 0, first.stderr[-1500:]
    add(company, *BROKEN)
    second = shopkeeper("run", "--company", str(company), "--today", NEXT)
    assert second.returncode == 0, second.stderr[-1500:]
    page = shopkeeper("report", "--company", str(company))
    shown = shopkeeper("release", "newsletter", "--company", str(company))
    tried = shopkeeper("release", "newsletter", "--dry-run", "--company", str(company))
    said = [one.stdout + one.stderr for one in (first, second, page, shown, tried)]
    assert all(one.returncode == 0 for one in (page, shown, tried))
    return company, "\n".join(said)


def leaks(text: str, values: list[str]) -> list[str]:
    """Values that stand in a text, in any writing."""
    content = text.encode()
    return [f"{v} ({how})" for v in values for how, written in writings(v).items() if written in content]


def test_all_that_is_said_of_two_nights_holds_no_canary(night: tuple[Path, str]) -> None:
    assert "nightly" in night[1]
    assert leaks(night[1], [*SECRETS, CITY]) == []


def test_the_files_of_two_nights_hold_canaries_only_where_a_person_may_stand(night: tuple[Path, str]) -> None:
    company, _ = night
    found = places_with(company / "var", SECRETS)
    assert [place for place in found if not place.startswith(ALLOWED)] == []
    for kind in ("landing/", "warehouse/live.duckdb", "exports/newsletter/"):
        assert any(place.startswith(kind) for place in found)
    assert (company / "var/prefect").is_dir()


def test_the_city_stands_where_analysts_may_see_it_and_in_no_file_that_leaves(night: tuple[Path, str]) -> None:
    found = places_with(night[0] / "var", [CITY])
    assert any(place.startswith("warehouse/analyst.duckdb") for place in found)
    assert [place for place in found if not place.startswith((*ALLOWED[:3], "warehouse/analyst.duckdb"))] == []


def test_the_release_holds_the_agreed_columns_alone(night: tuple[Path, str]) -> None:
    exports = night[0] / "var/exports"
    assert places_with(exports, [EMAIL, NAME]) != []
    assert places_with(exports, [PHONE, KEY]) == []


def test_names_of_files_hold_no_canary(night: tuple[Path, str]) -> None:
    names = "\n".join(str(path) for path in (night[0] / "var").rglob("*"))
    assert leaks(names, [*SECRETS, CITY]) == []


def test_only_their_owner_may_read_the_files(night: tuple[Path, str]) -> None:
    state = night[0] / "var"
    assert [path for path in (state, *state.rglob("*")) if path.stat().st_mode & 0o077] == []


def test_a_canary_is_shown_whole_and_then_forgotten_in_every_column(tmp_path: Path) -> None:
    company = company_with_canaries(tmp_path)
    place = ["--company", str(company)]
    assert shopkeeper("run", *place, "--today", DAY).returncode == 0
    who = "select customer_id from identity.customer where email = 'canary.mail@leak.example'"
    asked = shopkeeper("query", who, "--identified", "--format", "csv", *place, level="CRITICAL")
    customer = asked.stdout.split()[-1]
    shown = shopkeeper("access", customer, "--out", str(tmp_path / "shown"), *place)
    assert shown.returncode == 0
    for value in [*SECRETS, CITY, "1977-07-07", "77.7"]:
        assert places_with(tmp_path / "shown", [value]) != [], value
    assert places_with(tmp_path / "shown", ["zhangwei@example.com", "19900000002", "K003", "欧阳雪"]) == []
    assert shopkeeper("erase", customer, *place).returncode == 2
    erased = shopkeeper("erase", customer, "--yes", *place)
    assert erased.returncode == 0, erased.stderr[-1500:]
    assert "tell newsletter" in erased.stdout
    assert leaks(shown.stdout + erased.stdout + erased.stderr, [*SECRETS, CITY]) == []
    assert places_with(company / "var", [*SECRETS, CITY, "1977-07-07"]) == []


A_RELEASE = "a release that cannot be evaluated"
FAULTS = {
    "a promise about the whole": ("sources/crm/contract.yaml", "mustBeGreaterThan: 0", "mustBeGreaterThan: 999"),
    "a file without its header": ("data/customer.csv", "编号,姓名,手机,邮箱,城市,生日,同意邮件,登记日\n", ""),
    "a mapping that cannot be evaluated": (
        "sources/crm/party.sql",
        "birth_on,",
        "case when name like '% %' then birth_on + cast(name as integer) else birth_on end as birth_on,",
    ),
    A_RELEASE: (
        "releases/newsletter.sql",
        "full_name,",
        "case when full_name like '% %' then cast(cast(full_name as integer) as varchar) end as full_name,",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_night_that_fails_says_why_without_a_value(tmp_path: Path, fault: str) -> None:
    company = company_with_canaries(tmp_path)
    name, old, new = FAULTS[fault]
    file = company / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    if not new:  # the canary is the first line then
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join([lines[-1], *lines[:-1]]), "utf-8")
    done = shopkeeper("run", "--company", str(company), "--today", DAY)
    assert (done.returncode == 0) == (fault == A_RELEASE), fault  # which never costs the night
    assert leaks(done.stdout + done.stderr, [*SECRETS, CITY]) == []
    found = places_with(company / "var", [*SECRETS, CITY])
    may = (*ALLOWED, "warehouse/analyst.duckdb") if fault == A_RELEASE else ("landing/", "warehouse/building.duckdb")
    assert [place for place in found if not place.startswith(may)] == []
