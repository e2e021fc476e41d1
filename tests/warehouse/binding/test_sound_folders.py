"""Companies whose nights run are called in order, quickly, and the order of steps is that of the night."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from expectations.company import load_company
from flows.cli import command
from warehouse.binding import bind
from warehouse.binding.order import reads_of_engine
from warehouse.graph import engine_steps

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "examples" / "corner_shop"
COMPANIES = [SAMPLE, *(path.parent for path in sorted((ROOT / "tests" / "companies").glob("*/shopkeeper.toml")))]


@pytest.mark.parametrize("company", COMPANIES, ids=lambda company: company.name)
def test_a_company_whose_nights_run_is_in_order(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["validate", "--company", str(company)]) == 0, capsys.readouterr().err
    assert "all in order" in capsys.readouterr().out


def test_the_order_of_steps_is_read_from_the_same_names_as_at_night() -> None:
    assert reads_of_engine() == {name: set(step.inputs) for name, step in engine_steps().items()}


def test_validate_takes_two_seconds_of_a_processor_for_the_sample_company() -> None:
    """The bar is two seconds of the clock on a machine of its own; time of the processor does not hang on others."""
    before = os.times()
    shopkeeper = Path(sys.executable).with_name("shopkeeper")
    began = time.perf_counter()
    subprocess.run([str(shopkeeper), "validate", "--company", str(SAMPLE)], check=True, capture_output=True)
    taken, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert min(used, taken) < 4, f"{taken:.1f} s, of which {used:.1f} s of the processor"


def test_nothing_of_the_machine_can_be_read_while_binding(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name\n张伟\n", "utf-8")
    from flows.init import write_company

    company = write_company("茶馆", tmp_path / "tea_house")
    (company / "releases" / "newsletter.sql").write_text(f"select * from read_csv('{secret}')", "utf-8")
    told = " ".join(problem.sentence for problem in bind(load_company(company, {})))
    assert told
    assert "张伟" not in told
