"""A small company whose last night is a made-up town, and its command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.catalog import tables
from expectations.company.state import Files
from flows.cli import command
from flows.init import write_company
from tests.transforms.method.matching.night_world import fill, night, records
from tests.transforms.method.matching.town import town
from warehouse import engine
from warehouse.graph import engine_steps

STEPS = ("match_model", "identity_pair", "record", "identity_review", "field_rule", "record_field", "golden_field")
Shopkeeper = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="package")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a company whose last night is a small town."""
    state = tmp_path_factory.mktemp("state")
    file = Files(state / "warehouse").live
    file.parent.mkdir()
    rows = town(150)
    con = night(records(rows))
    parties = records(rows).select("source", "party_key", "party_type", full_name="name_key")
    fill(con, "core.party", parties)
    for name in STEPS:
        engine.build(con, engine_steps()[f"identity.{name}"], tables()[f"identity.{name}"])
    con.execute(f"attach '{file}' as live; copy from database night to live; detach live")
    con.close()
    return state


@pytest.fixture
def shopkeeper(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shopkeeper:
    company = write_company("tea_house", tmp_path / "tea_house")
    monkeypatch.setenv("SHOPKEEPER_STATE", str(state))
    monkeypatch.setenv("SHOPKEEPER_COMPANY", str(company))
    for file in state.glob("*.csv"):
        file.unlink()

    def run(*arguments: str) -> tuple[int, str, str]:
        code = command(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
