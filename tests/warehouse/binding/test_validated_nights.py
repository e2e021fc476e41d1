"""Whatever folder `validate` passes, its night does not end for a reason of the folder.

Folders are drawn from the template with sound and faulty changes. Each night pulls, admits, maps, declares, decides on
segments and releases as every night does; tables of the engine's own steps, which read no file of the company, are
taken from one whole night of the template. SHOPKEEPER_DRAWN_FOLDERS says how many folders are drawn.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from expectations.catalog import tables
from expectations.company import CompanyError, load_company
from expectations.company.state import Files
from flows.init import write_company
from flows.refusal import exit_code
from tests.night_by_hand import bring, finish, night
from tests.warehouse.binding.drawn_folder import Edits, edits, written
from warehouse import ddl
from warehouse.binding import bind

TODAY = date(2026, 6, 30)
FOLDERS = int(os.environ.get("SHOPKEEPER_DRAWN_FOLDERS", "12"))
# A promise of the contract that the data do not keep is what a night is for; the data of the template keep all of ours.
BROKEN_PROMISE = ("does not hold", "are promised")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """The published warehouse of one whole night of the template."""
    with tempfile.TemporaryDirectory() as folder:
        company = write_company("茶馆", Path(folder) / "tea_house")
        with night(company, TODAY) as night_run:
            bring(night_run)
            finish(night_run)
        yield Files(company / "var" / "warehouse").live


def test_a_validated_folder_has_its_night(template: Path) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=FOLDERS,
        deadline=None,
        database=None,
        derandomize="SHOPKEEPER_DRAWN_FOLDERS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(edits())
    def hold(drawn: Edits) -> None:
        with tempfile.TemporaryDirectory() as folder:
            company = written(Path(folder) / "tea_house", drawn)
            if _is_refused(company):
                seen["refused"] += 1
                return
            seen["ran"] += 1
            _work(company, template, drawn)

    hold()
    assert seen["ran"] and seen["refused"], seen
    print(dict(seen))


def _is_refused(company: Path) -> bool:
    try:
        return bool(bind(load_company(company, {})))
    except CompanyError:
        return True


def _work(company: Path, template: Path, drawn: Edits) -> None:
    """The night of the folder; any end that is not of the data is told with what was drawn."""
    try:
        with night(company, TODAY) as night_run:
            bring(night_run)
            night_run.night.con.execute(f"attach {ddl.text(str(template))} as template (read_only)")
            for step in night_run.steps:
                if step.table in ("segment.segment_match", "segment.segment_definition", "segment.play_definition"):
                    night_run.build(step.table)
                else:
                    name = ddl.name(step.table)
                    night_run.night.create(tables()[step.table])
                    night_run.night.con.execute(f"insert into {name} by name from template.{name}")
            for name in night_run.company.releases:
                night_run.release(name)
            night_run.night.con.execute("detach template")
    except Exception as error:
        if exit_code(error) == 3 and str(error).endswith(BROKEN_PROMISE):
            return
        raise AssertionError(f"exit {exit_code(error)}: {type(error).__name__}: {error}; {drawn}") from error
