"""Each contract of the linter is kept by the code, and broken by one import planted into a copy of it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.world import drawn

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
PLANTED = drawn("""
contract                                           | in                           | imports
imports run one way                                | transforms.value             | expectations.table
imports run one way                                | transforms.method            | warehouse.ddl
imports run one way                                | expectations.contract        | warehouse.ddl
imports run one way                                | warehouse.release            | flows.push
layers of flows                                    | flows.report                 | flows.command
layers of flows                                    | flows.sources                | flows.night_run
layers of flows                                    | flows.push                   | flows.sources.sink
layers of flows                                    | flows.init                   | flows.progress
layers of the warehouse                            | warehouse.review             | warehouse.subject.search
layers of the warehouse                            | warehouse.segment            | warehouse.review.pair
layers of the warehouse                            | warehouse.published          | warehouse.release.gate
layers of the warehouse                            | warehouse.admission          | warehouse.published.query
layers of the expectations                         | expectations.release         | expectations.company
layers of the expectations                         | expectations.suite           | expectations.release
layers of the transforms                           | transforms.method.disclosure | transforms.value.season
layers of the transforms                           | transforms.segment           | transforms.satisfaction.student_t
methods do not know each other                     | transforms.method.matching   | transforms.method.clv.fit
nothing turns in a circle                          | warehouse.subject            | warehouse.subject.subject
only flows know Prefect                            | warehouse.segment            | prefect
only flows know Prefect                            | transforms.lifecycle         | prefect.flows
only the suite knows Great Expectations            | expectations.company         | great_expectations
only the suite knows Great Expectations            | flows.command                | great_expectations.core
only the warehouse and the suite have a connection | transforms.memory            | duckdb
only the warehouse and the suite have a connection | flows.report                 | duckdb
only the warehouse and the suite have a connection | expectations.release         | duckdb
""")


def code(folder: Path) -> Path:
    """A copy of the four folders' Python files and of what the linter is told."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PROJECT["root_packages"]:
        for file in (ROOT / package).rglob("*.py"):
            copy = folder / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    return folder


def linted(folder: Path) -> str:
    """What the linter prints of the code in a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    ran = subprocess.run([*command, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter prints of a copy in which every import of the table is planted, each in a module of its own."""
    folder = code(tmp_path_factory.mktemp("planted"))
    for number, plant in enumerate(PLANTED):
        room = folder.joinpath(*str(plant["in"]).split("."))
        (room / f"planted_{number}.py").write_text(f"import {plant['imports']}\n", "utf-8")
    # What makes the circle: the room's own module looks back at the planted one.
    turned = next(number for number, plant in enumerate(PLANTED) if plant["contract"] == "nothing turns in a circle")
    looking_back = folder / "warehouse/subject/subject.py"
    looking_back.write_text(
        looking_back.read_text("utf-8") + f"\nimport warehouse.subject.planted_{turned}\n", encoding="utf-8"
    )
    (folder / "warehouse/attic.py").touch()
    return linted(folder)


def part(told: str, contract: str) -> str:
    """What is printed below the heading of a broken contract."""
    [name] = [one["name"] for one in PROJECT["contracts"] if one["name"].startswith(contract)]
    _, _, below = told.partition(f"\n{name}\n{'-' * len(name)}\n")
    return below.partition("\n---")[0]


def test_the_code_keeps_every_contract(tmp_path: Path) -> None:
    assert f"Contracts: {len(PROJECT['contracts'])} kept, 0 broken." in linted(code(tmp_path))


def test_every_contract_has_an_import_that_breaks_it() -> None:
    planted = {plant["contract"] for plant in PLANTED}
    assert all(any(one["name"].startswith(name) for name in planted) for one in PROJECT["contracts"])


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=[f"{one['in']} -> {one['imports']}" for one in PLANTED])
def test_a_planted_import_breaks_its_contract(told: str, number: int) -> None:
    assert re.search(rf"\bplanted_{number}\b", part(told, str(PLANTED[number]["contract"])))


def test_a_module_without_a_layer_is_named(told: str) -> None:
    assert "- warehouse.attic\n" in part(told, "layers of the warehouse")
