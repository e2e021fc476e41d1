"""A real CRM takes the files: Tryton on SQLite imports two nights with changes, a merge and a removal."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.warehouse.release.shop import FIRST, SECOND, THIRD, Shop, agreeing

PYTHON = Path(os.environ.get("SHOPKEEPER_CRM_PYTHON") or ROOT / ".crm-env" / "bin" / "python")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists(), reason="no environment with Tryton: `make crm-env` sets it up"),
]
AGREEMENT = """
sentence: Parties for the CRM.
recipient: crm
purpose: marketing
mode: activation
version: "1"
columns: [customer_id, full_name, street, postal_code, city, country, email, phone]
phones: [phone]
target: tryton
fields:
  full_name: name
  street: addresses/street
  postal_code: addresses/postal_code
  city: addresses/city
  country: addresses/country
  phone: mobile
"""
QUERY = "select customer_id, full_name, street, postal_code, city, country, email, phone from identity.customer"
NIGHT_1 = """
customer_id | full_name     | street       | postal_code | city | country | email           | phone
C1          | 王芳          | 淮海路 1 号  | 200000      | 上海 | CN      | fang@example.cn | +8613812345678
C2          | "O'Neil", Lei | 长安街 2 号  |             | 北京 | CN      | lei@example.cn  |
C3          | 韩梅梅        |              |             |      |         | mei@example.cn  | +8613912345678
C4          | 欧阳𠮷        | 中山路 4 号  | 510000      | 广州 | CN      | yang@example.cn |
C5          | 赵敏          | 人民路 5 号  |             | 成都 | CN      | min@example.cn  | +8613712345678
"""
# C1 moves and gives up the phone, C3 turns out to be C2, C4 withdraws, C5 stays, C6 is new.
NIGHT_2 = """
customer_id | full_name     | street       | postal_code | city | country | email           | phone
C1          | 王芳          | 南京路 9 号  | 200001      | 上海 | CN      | fang@example.cn |
C2          | "O'Neil", Lei | 长安街 2 号  |             | 北京 | CN      | lei@example.cn  | +8613912345678
C4          | 欧阳𠮷        | 中山路 4 号  | 510000      | 广州 | CN      | yang@example.cn |
C5          | 赵敏          | 人民路 5 号  |             | 成都 | CN      | min@example.cn  | +8613712345678
C6          | 孙悟空        | 花果山 6 号  | 222000      | 连云港 | CN    | sun@example.cn  | +8613612345678
"""
Keeper = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def empty_crm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of Tryton with the modules for parties and countries, and one country."""
    folder = tmp_path_factory.mktemp("tryton")
    (folder / "trytond.conf").write_text(f"[database]\nuri = sqlite://\npath = {folder}\n")
    (folder / "password").write_text("a password of the test\n")
    environment = {"PATH": os.environ["PATH"], "TRYTONPASSFILE": str(folder / "password"), "HOME": str(folder)}
    admin: list[str | Path] = [PYTHON.with_name("trytond-admin"), "-c", folder / "trytond.conf", "-d", "crm"]
    (folder / "crm.sqlite").touch()
    modules = ["-u", "party", "country", "--activate-dependencies", "--email", "keeper@example.cn"]
    subprocess.run([*admin, *modules], check=True, capture_output=True, env=environment)
    keep(folder)("country", "China", "CN")
    return folder


def keep(folder: Path) -> Keeper:
    """Runs the CRM's side in its own environment."""

    def run(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        command: list[str | Path] = [PYTHON, ROOT / "tests/warehouse/release/crm/keeper.py", folder, *arguments]
        return subprocess.run(command, check=check, capture_output=True, text=True)

    return run


@pytest.fixture
def crm(empty_crm: Path, tmp_path: Path) -> Keeper:
    """A copy of the database of its own."""
    folder = tmp_path / "tryton"
    shutil.copytree(empty_crm, folder)
    (folder / "trytond.conf").write_text(f"[database]\nuri = sqlite://\npath = {folder}\n")
    return keep(folder)


@pytest.fixture
def shop(tmp_path: Path, crm: Keeper) -> Shop:
    """The shop after its first night, whose file the CRM has imported."""
    shop = Shop(tmp_path / "shop", {"crm": AGREEMENT}, {"crm": QUERY})
    shop.night(FIRST, {"identity.customer": NIGHT_1, "core.consent_event": agreeing("C1", "C2", "C3", "C4", "C5")})
    (shop.files(FIRST) / "results").mkdir()
    crm("import", shop.files(FIRST) / "create.csv", shop.files(FIRST) / "results" / "parties.csv")
    return shop


def second_night(shop: Shop) -> None:
    merge = {
        "identity.identity_alias": f"alias_id | customer_id | since_on\nC3 | C2 | {SECOND}",
        "identity.record": "source | party_key | customer_id\n"
        + "\n".join(f"shop | {record} | {'C2' if record == 'C3' else record}" for record in CUSTOMERS),
    }
    consents = agreeing("C1", "C2", "C3", "C5", "C6")
    shop.night(SECOND, {"identity.customer": NIGHT_2, "core.consent_event": consents, **merge})


CUSTOMERS = ("C1", "C2", "C3", "C4", "C5", "C6")


def parties(crm: Keeper) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(crm("show").stdout)
    return found


def expected(facts: str, gone: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """What the CRM should hold of drawn customers; of those who are gone it keeps all but that they are active."""
    _, head, *lines = facts.split("\n")
    names = [name.strip() for name in head.split("|")]
    found = {}
    for line in filter(None, lines):
        row = dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True))
        address = [row["street"], row["postal_code"], row["city"], row["country"]]
        contacts = [["email", row["email"]], ["mobile", row["phone"]]]
        found[row["customer_id"]] = {
            "name": row["full_name"],
            "active": row["customer_id"] not in gone,
            "contacts": sorted(one for one in contacts if one[1]),
            "addresses": [address] if any(address) else [],
        }
    return found


def without_ids(found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {code: {name: said for name, said in one.items() if name != "id"} for code, one in found.items()}


def test_the_first_night_stands_in_the_crm_as_it_was_sent(shop: Shop, crm: Keeper) -> None:
    assert without_ids(parties(crm)) == expected(NIGHT_1)


def test_a_second_night_changes_merges_and_takes_away_under_the_ids_that_the_crm_gave(shop: Shop, crm: Keeper) -> None:
    ids = {code: one["id"] for code, one in parties(crm).items()}
    second_night(shop)
    assert [code for code in shop.ids_of(SECOND, "create", "code") if code] == ["C6"]
    assert [row for row in shop.ids_of(SECOND, "update", "id") if row] == [str(ids["C1"]), str(ids["C2"])]
    assert shop.ids_of(SECOND, "remove", "id") == [str(ids["C3"]), str(ids["C4"])]
    for part in ("update", "create", "remove"):
        crm("import", shop.files(SECOND) / f"{part}.csv")
    found = parties(crm)
    gone = expected(NIGHT_1, gone=("C3", "C4"))
    assert without_ids(found) == {**expected(NIGHT_2), "C3": gone["C3"], "C4": gone["C4"]}
    assert {code: found[code]["id"] for code in ids} == ids
    assert shop.rows(SECOND, "merge") == [{"customer_id": "C3", "merged_into": "C2"}]


def test_a_third_night_without_change_sends_nothing(shop: Shop, crm: Keeper) -> None:
    second_night(shop)
    for part in ("update", "create", "remove"):
        crm("import", shop.files(SECOND) / f"{part}.csv")
    merge = {"identity.identity_alias": f"alias_id | customer_id | since_on\nC3 | C2 | {SECOND}"}
    facts = {"identity.customer": NIGHT_2, "core.consent_event": agreeing("C1", "C2", "C5", "C6"), **merge}
    shop.night(THIRD, facts)
    assert [shop.rows(THIRD, part) for part in ("create", "update", "remove")] == [[], [], []]


def test_the_same_file_twice_is_refused_and_changes_nothing(shop: Shop, crm: Keeper) -> None:
    before = parties(crm)
    again = crm("import", shop.files(FIRST) / "create.csv", check=False)
    assert again.returncode == 1
    assert parties(crm) == before


def test_an_update_imported_twice_changes_nothing_more(shop: Shop, crm: Keeper) -> None:
    second_night(shop)
    crm("import", shop.files(SECOND) / "update.csv")
    once = without_ids(parties(crm))
    crm("import", shop.files(SECOND) / "update.csv")
    assert without_ids(parties(crm)) == once
