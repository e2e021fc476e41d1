"""A model trained on the published night stands only when somebody accepts it."""

import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from expectations.catalog import tables
from expectations.company.state import Files, State
from expectations.setting import SETTINGS
from tests.warehouse.review.conftest import Shopkeeper
from warehouse.night import open_night
from warehouse.published.query import ask
from warehouse.review.carried import carry_in
from warehouse.review.training import Trained, accept, trained

FROM_MODEL = "from {} order by all"


@pytest.fixture(scope="module")
def new(state: Path) -> Trained:
    return trained(Files(state / "warehouse").live)


def test_a_model_trained_on_the_same_records_is_the_same_and_would_change_nothing(state: Path, new: Trained) -> None:
    standing = ask(Files(state / "warehouse").live, FROM_MODEL.format("identity.match_model"))
    assert new.model.equals(standing)
    assert (new.pairs_joined, new.pairs_parted) == (0, 0)
    assert new.customers_then == new.customers_now < new.records
    assert new.pairs_kept > 0


def test_an_accepted_model_is_carried_into_the_next_night_and_nobody_else_may_read_it(
    new: Trained, tmp_path: Path
) -> None:
    accept(tmp_path, new.model)
    assert stat.S_IMODE(State(tmp_path).match_model.stat().st_mode) == 0o600
    told = {setting.name: setting.default for setting in SETTINGS}
    with open_night(tmp_path / "warehouse", date(2026, 6, 30), "CNY", "UTC", told) as night:
        for name in ("identity.judgement", "identity.trained_model"):
            night.create(tables()[name])
        carry_in(tmp_path, night)
        assert night.con.sql(FROM_MODEL.format("identity.trained_model")).pl().equals(new.model)


@pytest.mark.slow
@pytest.mark.prefect
def test_the_command_trains_and_keeps_nothing_unless_it_is_accepted(
    shopkeeper: Shopkeeper, state: Path, prefect_server: None
) -> None:
    code, out, _ = shopkeeper("train", "--format", "csv")
    assert code == 0
    assert "pairs that would be joined,0" in out
    assert "nothing has changed" in out
    assert not State(state).match_model.exists()
    code, out, _ = shopkeeper("train", "--accept")
    assert code == 0
    assert pl.read_parquet(State(state).match_model).height > 100
    State(state).match_model.unlink()
