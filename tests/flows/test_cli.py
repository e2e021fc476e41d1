"""The command line: help within reach, exit codes for schedulers, errors in one sentence without a customer's data."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.command import COMMANDS
from flows.init import write_company

ROOT = Path(__file__).parents[2]
SHOPKEEPER = Path(sys.executable).with_name("shopkeeper")


def shopkeeper(*arguments: str, state: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120"}
    if state:
        environment["SHOPKEEPER_STATE"] = str(state)
    return subprocess.run(
        [str(SHOPKEEPER), *arguments], capture_output=True, text=True, env=environment, timeout=280, check=False
    )


@pytest.fixture(scope="module")
def tea_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small company after one published night."""
    company = write_company("tea_house", tmp_path_factory.mktemp("companies") / "tea_house")
    done = shopkeeper("run", "--company", str(company), "--today", "2026-06-30")
    assert done.returncode == 0, done.stderr
    return company


def test_help_answers_within_a_second_and_shows_an_example() -> None:
    began = time.perf_counter()
    shown = shopkeeper("--help")
    assert time.perf_counter() - began < 1.0
    assert shown.returncode == 0
    assert "example:" in shown.stdout
    assert "exit codes:" in shown.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_with_an_example(command: object) -> None:
    shown = shopkeeper(command.name, "--help")  # type: ignore[attr-defined]
    assert shown.returncode == 0
    assert "example:" in shown.stdout
    assert f"shopkeeper {command.name}" in shown.stdout  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_documented(command: object) -> None:
    documents = (ROOT / "README.md").read_text() + "".join(p.read_text() for p in (ROOT / "docs").glob("*.md"))
    assert f"shopkeeper {command.name}" in documents  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_new_company_validates_plans_runs_and_answers(tea_house: Path) -> None:
    company = ["--company", str(tea_house)]
    assert "all in order" in shopkeeper("validate", *company).stdout
    assert "identity.customer" in shopkeeper("plan", *company).stdout
    counted = shopkeeper("query", "select count(*) as n from identity.customer", *company, "--format", "csv")
    assert counted.stdout.splitlines()[0] == "n"
    assert int(counted.stdout.splitlines()[1]) > 0
    assert "nights" in shopkeeper("show", *company).stdout


@pytest.mark.slow
def test_one_customer_can_be_shown_and_a_field_explained(tea_house: Path) -> None:
    company = ["--company", str(tea_house)]
    found = shopkeeper(
        "query",
        "select customer_id from identity.golden_field where field = 'full_name' limit 1",
        *company,
        "--format",
        "csv",
    )
    customer = found.stdout.splitlines()[1]
    assert "customer_id" in shopkeeper("show", customer, *company).stdout
    explained = shopkeeper("why", customer, "full_name", *company)
    assert explained.returncode == 0
    assert "is_winner" in explained.stdout


@pytest.mark.slow
def test_an_answer_comes_as_json_too(tea_house: Path) -> None:
    answer = shopkeeper("query", "select 1 as one, '王' as name", "--company", str(tea_house), "--format", "json")
    assert answer.stdout == '[\n {\n  "one": 1,\n  "name": "王"\n }\n]\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        pytest.param("select * from read_csv('/etc/passwd')", id="file"),
        pytest.param("copy (select 1) to '/tmp/leak.csv'", id="copy"),
        pytest.param("attach 'other.duckdb'", id="attach"),
        pytest.param("delete from identity.customer", id="write"),
        pytest.param("set enable_external_access = true", id="unlock"),
    ],
)
def test_a_query_reaches_nothing_but_the_published_file(tea_house: Path, query: str) -> None:
    refused = shopkeeper("query", query, "--company", str(tea_house))
    assert refused.returncode == 2
    assert refused.stderr.startswith("shopkeeper: ")
    assert "Traceback" not in refused.stderr


def test_a_folder_that_is_no_company_is_refused_with_the_cure(tmp_path: Path) -> None:
    refused = shopkeeper("run", "--company", str(tmp_path))
    assert refused.returncode == 2
    assert "shopkeeper init" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_question_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    company = write_company("early", tmp_path / "early")
    refused = shopkeeper("query", "select 1", "--company", str(company))
    assert refused.returncode == 2
    assert "shopkeeper run" in refused.stderr


def test_an_unknown_key_names_file_line_and_cure(tmp_path: Path) -> None:
    company = write_company("typo", tmp_path / "typo")
    with (company / "shopkeeper.toml").open("a") as settings:
        settings.write("merge_probabilty = 0.9\n")
    refused = shopkeeper("validate", "--company", str(company))
    assert refused.returncode == 2
    assert "shopkeeper.toml:" in refused.stderr
    assert "merge_probability" in refused.stderr


def test_nothing_of_the_commands_writes_into_a_company_that_fails(tmp_path: Path) -> None:
    company = write_company("broken", tmp_path / "broken")
    shutil.rmtree(company / "sources")
    refused = shopkeeper("run", "--company", str(company))
    assert refused.returncode == 2
    assert not (company / "var").exists()
