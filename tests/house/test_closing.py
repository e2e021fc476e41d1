"""A test run ends in pytest's closing line, below why tests were skipped and which files took longest."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.closing import reasons, slowest
from tests.conftest import ROOT

CONFTEST = "from tests.closing import pytest_sessionfinish, pytest_terminal_summary, pytest_unconfigure\n"
LEAKING = """
import ctypes, duckdb, pytest

def test_what_is_never_let_go():
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(duckdb.connect()))

def test_what_fails():
    assert False

@pytest.mark.parametrize("number", [1, 2])
def test_what_is_left_out(number):
    pytest.skip("there is no moon")
"""


def ran(folder: Path, conftest: str, *options: str) -> tuple[int, list[str]]:
    """Exit code of a run of the leaking tests in a process of its own, and all that it printed."""
    (folder / "conftest.py").write_text(conftest, "utf-8")
    (folder / "test_leaking.py").write_text(LEAKING, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, *options]
    told = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode().strip().splitlines()


@pytest.mark.parametrize("options", [(), ("-p", "xdist.plugin", "-n", "1")], ids=["one process", "a worker"])
def test_the_closing_line_is_the_last_one(tmp_path: Path, options: tuple[str, ...]) -> None:
    code, lines = ran(tmp_path, CONFTEST, "--rootdir", str(tmp_path), *options)
    assert code == 1
    assert re.match(r"1 failed, 1 passed, 2 skipped in ", lines[-1])
    assert "     2  there is no moon" in lines


def test_without_our_ending_the_leaks_would_be_last(tmp_path: Path) -> None:
    _, lines = ran(tmp_path, "", "--rootdir", str(tmp_path))
    assert any(line.startswith("nanobind: leaked") for line in lines)


def report(file: str, seconds: float, skipped: str = "") -> pytest.TestReport:
    """What pytest tells of one phase of a test."""
    why = (file, 1, f"Skipped: {skipped}") if skipped else None
    return pytest.TestReport(f"{file}::test", (file, 1, "test"), {}, "passed", why, "call", duration=seconds)


def test_skips_are_counted_by_reason_the_commonest_first() -> None:
    told = [report("a", 0, "no data"), report("b", 0, "no server"), report("b", 0, "no server")]
    assert reasons(told) == ["     2  no server", "     1  no data"]


def test_files_are_named_by_all_their_seconds_the_slowest_first() -> None:
    told = [report("tests/a", 1.5), report("tests/b", 4), report("tests/a", 3.25), report("tests/quick", 0.2)]
    assert slowest(told) == ["   4.8  tests/a", "   4.0  tests/b"]
