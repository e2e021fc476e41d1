"""One person of a real company folder: shown everything, then forgotten everywhere, and kept forgotten."""

import base64
import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations.company import load_company
from expectations.company.state import Files
from flows.init import write_company
from tests.night_by_hand import bring, finish, night
from warehouse.night import NightRefused, open_night
from warehouse.published.query import QueryFailed, ask
from warehouse.subject.access import access, write_access
from warehouse.subject.erase import Erasure, erase
from warehouse.subject.search import places_with, writings
from warehouse.subject.subject import NoSuchSubject

FIRST, SECOND, THIRD = date(2026, 6, 28), date(2026, 6, 29), date(2026, 6, 30)
LINA = ["lina@example.com", "19900000002"]
OTHERS = ["zhangwei@example.com", "emma.schmidt@example.org", "Emma Schmidt", "王芳", "张伟"]
pytestmark = pytest.mark.slow


def run(company: Path, today: date) -> None:
    """A whole night."""
    with night(company, today) as night_run:
        bring(night_run)
        night_run.forget()
        finish(night_run)


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tea house after two nights, so that there is a night before as well."""
    company = write_company("茶馆", tmp_path_factory.mktemp("subject") / "tea_house")
    for today in (FIRST, SECOND):
        run(company, today)
    return company


@pytest.fixture(scope="module")
def erased(two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Erasure]:
    """A copy in which Li Na was forgotten."""
    folder = shutil.copytree(two_nights, tmp_path_factory.mktemp("erased") / "tea_house")
    company = load_company(folder, {})
    return folder, erase(company, lina(folder), SECOND)


def live(company: Path) -> Path:
    return Files(load_company(company, {}).state / "warehouse").live


def lina(company: Path) -> str:
    return str(ask(live(company), "select customer_id from identity.customer where email = 'lina@example.com'").item())


def test_access_shows_everything_about_one_person_and_nothing_about_others(two_nights: Path, tmp_path: Path) -> None:
    company = load_company(two_nights, {})
    target = write_access(company, lina(two_nights), tmp_path / "access")
    everything = json.loads((target / "everything.json").read_text("utf-8"))
    expected = {
        "crm.customer", "till.receipt", "core.party", "identity.customer", "value.purchase", "privacy.consent",
        "recipients", "purposes and retention", "sources",
    }  # fmt: skip
    assert expected <= set(everything)
    with duckdb.connect(str(live(two_nights)), read_only=True) as con:
        count = con.execute("select count(*) from till.receipt where customer_no = 'K002'").fetchall()[0][0]
    assert len(everything["till.receipt"]) == count > 0
    assert everything["recipients"][0]["recipient"] == "newsletter"
    assert places_with(target, OTHERS) == []
    assert {path.stat().st_mode & 0o777 for path in target.iterdir()} == {0o600}


def test_access_of_nobody_is_refused(two_nights: Path) -> None:
    with pytest.raises(NoSuchSubject):
        access(load_company(two_nights, {}), "nobody")


def test_before_the_erasure_the_search_finds_the_person_in_every_kind_of_file(two_nights: Path) -> None:
    found = " ".join(places_with(load_company(two_nights, {}).state, LINA))
    for kind in ("live.duckdb", "previous.duckdb", "landing/crm/customer", "exports/newsletter"):
        assert kind in found


def test_after_the_erasure_no_file_holds_the_person_in_any_writing(erased: tuple[Path, Erasure]) -> None:
    folder, said = erased
    state = load_company(folder, {}).state
    assert said.left == []
    assert places_with(state, LINA) == []
    with duckdb.connect() as con:
        plain = state / "warehouse" / "plain.duckdb"
        con.execute("pragma force_compression = 'uncompressed'")
        con.execute(f"attach '{live(folder)}' as old (read_only); attach '{plain}' as plain")
        con.execute("copy from database old to plain; checkpoint plain; detach plain; detach old")
    content = plain.read_bytes()
    plain.unlink()
    assert not [how for value in LINA for how, written in writings(value).items() if written in content]
    assert b"zhangwei@example.com" in content


def test_the_erasure_tells_rows_files_and_recipients(erased: tuple[Path, Erasure]) -> None:
    _, said = erased
    assert said.recipients == [("newsletter", "newsletter")]
    assert {"core.party", "crm.customer", "till.receipt", "identity.customer"} <= set(said.rows)
    assert any(file.startswith("exports/newsletter") for file in said.files)
    assert any(file.startswith("landing/crm/customer") for file in said.files)


def test_others_are_left_as_they_were(two_nights: Path, erased: tuple[Path, Erasure]) -> None:
    query = "select * from identity.customer where customer_id <> $1 order by customer_id"
    who = lina(two_nights)
    assert ask(live(erased[0]), query, [who]).equals(ask(live(two_nights), query, [who]))
    assert ask(live(erased[0]), "select count(*) from identity.customer where customer_id = $1", [who]).item() == 0


def test_a_source_that_still_delivers_the_person_cannot_bring_them_back(
    erased: tuple[Path, Erasure], tmp_path: Path
) -> None:
    folder = shutil.copytree(erased[0], tmp_path / "tea_house")
    company = load_company(folder, {})
    with night(folder, THIRD) as night_run:
        bring(night_run)
        assert night_run.forget() > 0
        finish(night_run)
    assert ask(live(folder), "select count(*) from core.party where party_key = 'K002'").item() == 0
    assert places_with(company.state, LINA) == []
    removed = (company.state / "exports" / "newsletter" / str(THIRD) / "remove.csv").read_text().splitlines()
    assert len(removed) == 2
    held = "select count(*) from privacy.disclosure_subject semi join privacy.erasure using (customer_id)"
    assert ask(live(folder), held).item() == 0


def test_the_first_night_run_again_after_an_erasure_does_not_bring_the_person_back(
    two_nights: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "tea_house"
    shutil.copytree(two_nights, folder, ignore=shutil.ignore_patterns("var"))
    run(folder, FIRST)
    company = load_company(folder, {})
    erase(company, lina(folder), FIRST)
    run(folder, FIRST)
    assert ask(live(folder), "select count(*) from core.party where party_key = 'K002'").item() == 0
    assert places_with(company.state, LINA) == []


def test_keys_that_cannot_be_followed_back_to_the_source_stop_the_erasure_before_anything_is_lost(
    two_nights: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(two_nights, tmp_path / "tea_house")
    who, mapping = lina(folder), folder / "sources/crm/party.sql"
    with duckdb.connect(str(live(folder))) as con:
        con.execute("update identity.record set party_key = 'made up' where customer_id = ?", [who])
    with pytest.raises(QueryFailed, match="mapping of crm"):
        erase(load_company(folder, {}), who, THIRD)
    assert mapping.exists()
    assert ask(live(folder), "select count(*) from identity.customer where customer_id = $1", [who]).item() == 1


def test_an_erasure_waits_for_the_night_to_end(two_nights: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(two_nights, tmp_path / "tea_house")
    company = load_company(folder, {})
    who = lina(folder)
    with (
        open_night(company.state / "warehouse", THIRD, "CNY", "Asia/Shanghai", company.thresholds),
        pytest.raises(NightRefused),
    ):
        erase(company, who, THIRD)


@pytest.mark.parametrize("how", list(writings("a")))
def test_the_search_finds_a_value_in_every_writing(tmp_path: Path, how: str) -> None:
    value = "fang@例子.cn"
    padded = {f"base64 {skip}": base64.b64encode(b"x" * skip + value.encode() + b"yz") for skip in range(3)}
    (tmp_path / "log.txt").write_bytes(b"before " + padded.get(how, writings(value)[how]) + b" after")
    assert any(how.split(" ")[0] in place for place in places_with(tmp_path, [value]))


def test_the_search_reads_names_of_files(tmp_path: Path) -> None:
    (tmp_path / "fang@example.cn.txt").write_text("nothing")
    assert places_with(tmp_path, ["fang@example.cn"]) == ["fang@example.cn.txt (name)"]


def test_the_search_finds_a_value_that_is_cut_by_the_pieces_in_which_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.subject.search.PIECE_BYTES", 1000)
    monkeypatch.setattr("warehouse.subject.search.OVERLAP_BYTES", 100)
    for start in (0, 990, 995, 1999, 2500):
        (tmp_path / f"at_{start}").write_bytes(b"\xff" * start + "王芳@例子.cn".encode() + b"\x00" * 700)
    assert len(places_with(tmp_path, ["王芳@例子.cn"])) == 5
