"""A night is built beside the live one and swapped in; a killed or failed one leaves no trace."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from expectations.company.state import Files
from warehouse.graph import sql_step
from warehouse.night import NightRefused, close_and_swap, open_night
from warehouse.night_before import NightPassed
from warehouse.published.query import ask

FIRST, SECOND = date(2026, 6, 29), date(2026, 6, 30)
ALIAS = "select 'old' as alias_id, 'new' as customer_id, date '2026-01-01' as since_on from ops.setting"
COUNTED = """
select 'night ' || cast(count(*) as varchar) as alias_id, 'c' as customer_id, max(since_on) as since_on
from (select since_on from last_night.identity.identity_alias union all select today from ops.setting) as seen
"""


def a_night(folder: Path, today: date, query: str = ALIAS, publish: bool = True) -> bool:
    with open_night(folder, today, "CNY", "Asia/Shanghai", {}) as night:
        built = night.make(sql_step("identity.identity_alias", query))
        if publish:
            close_and_swap(night)
    return built


def aliases(folder: Path) -> list[tuple[object, ...]]:
    return ask(Files(folder).live, "select alias_id, since_on from identity.identity_alias").rows()


def test_a_published_night_is_live_and_private(tmp_path: Path) -> None:
    a_night(tmp_path / "w", FIRST)
    assert aliases(tmp_path / "w") == [("old", date(2026, 1, 1))]
    assert Files(tmp_path / "w").live.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "w").stat().st_mode & 0o777 == 0o700


def test_a_night_that_is_not_published_changes_nothing(tmp_path: Path) -> None:
    a_night(tmp_path / "w", FIRST)
    before = Files(tmp_path / "w").live.read_bytes()
    a_night(tmp_path / "w", SECOND, COUNTED, publish=False)
    assert Files(tmp_path / "w").live.read_bytes() == before


def test_a_step_whose_code_and_inputs_did_not_change_is_kept(tmp_path: Path) -> None:
    assert a_night(tmp_path / "w", FIRST) is True
    assert a_night(tmp_path / "w", SECOND) is False
    assert a_night(tmp_path / "w", SECOND, ALIAS.replace("'old'", "'older'")) is True


def test_the_same_day_twice_starts_from_the_same_night_before(tmp_path: Path) -> None:
    a_night(tmp_path / "w", FIRST, COUNTED)
    a_night(tmp_path / "w", SECOND, COUNTED)
    once = aliases(tmp_path / "w")
    a_night(tmp_path / "w", SECOND, COUNTED)
    assert aliases(tmp_path / "w") == once == [("night 2", SECOND)]


def test_a_day_before_the_live_one_is_refused_with_the_cure(tmp_path: Path) -> None:
    a_night(tmp_path / "w", SECOND)
    with pytest.raises(NightPassed, match="SHOPKEEPER_STATE"):
        a_night(tmp_path / "w", FIRST)


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with (
        open_night(tmp_path / "w", FIRST, "CNY", "Asia/Shanghai", {}),
        pytest.raises(NightRefused, match="another night"),
    ):
        a_night(tmp_path / "w", FIRST)


def test_a_reader_keeps_its_night_while_the_next_is_swapped_in(tmp_path: Path) -> None:
    from warehouse.published.query import reader

    a_night(tmp_path / "w", FIRST)
    with reader(Files(tmp_path / "w").live) as con:
        seen = "select alias_id from identity.identity_alias"
        assert con.execute(seen).fetchall() == [("old",)]
    a_night(tmp_path / "w", SECOND, COUNTED)
    assert aliases(tmp_path / "w") == [("night 2", SECOND)]


KILLED = """
import sys, time
from datetime import date
from pathlib import Path
from warehouse import night as nights
from warehouse.graph import sql_step

moment = sys.argv[2]
replace = Path.replace
def slow(self, target):
    if moment == "swap":
        print("now", flush=True); time.sleep(60)
    return replace(self, target)
Path.replace = slow
with nights.open_night(Path(sys.argv[1]), date(2026, 6, 30), "CNY", "Asia/Shanghai", {}) as night:
    half = "select 'half' as alias_id, 'c' as customer_id, today as since_on from ops.setting"
    night.make(sql_step("identity.identity_alias", half))
    if moment == "build":
        print("now", flush=True); time.sleep(60)
    nights.close_and_swap(night)
"""


@pytest.mark.parametrize("moment", ["build", "swap"])
def test_a_night_killed_while(tmp_path: Path, moment: str) -> None:
    """kill -9 while building, and between the last write and the swap: the old night stands and the next repairs."""
    folder = tmp_path / "w"
    a_night(folder, FIRST)
    script = tmp_path / "killed.py"
    script.write_text(textwrap.dedent(KILLED))
    root = Path(__file__).parents[2]
    night = subprocess.Popen(
        [sys.executable, str(script), str(folder), moment],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert night.stdout is not None
    assert night.stdout.readline() == b"now\n"
    night.send_signal(signal.SIGKILL)
    night.wait()
    assert aliases(folder) == [("old", date(2026, 1, 1))]
    a_night(folder, SECOND, COUNTED)
    assert aliases(folder) == [("night 2", SECOND)]
    assert not list(folder.glob("*building*"))
