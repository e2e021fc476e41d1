"""The deployments of prefect.yaml really run: loopback server, work pool, worker, cron schedule, a scheduled night."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.request import Request, urlopen

import pytest

from expectations.company.state import Files
from flows.init import write_company
from warehouse.published.query import ask

ROOT = Path(__file__).parents[2]
PREFECT = Path(sys.executable).with_name("prefect")
pytestmark = [pytest.mark.slow, pytest.mark.prefect]


def call(server: str, path: str, body: dict[str, object]) -> list[dict[str, object]]:
    request = Request(f"{server}{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return json.load(answer)  # type: ignore[no-any-return]


T = TypeVar("T")


def until(seconds: float, what: str, found: Callable[[], T | None]) -> T:
    """The first true answer of `found` within the time; the test fails saying what did not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.5)
    pytest.fail(f"{what} did not come within {seconds} s")


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment of a fresh loopback server with its worker; both end with the module."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "SHOPKEEPER_ROOT": str(ROOT),
    }
    server = [str(PREFECT), "server", "start", "--port", str(port), "--no-ui"]
    with (home / "server.log").open("w") as log:
        started = [subprocess.Popen(server, env=environment, stdout=log, stderr=log)]
        try:
            until(90, "the server", lambda: _is_up(environment["PREFECT_API_URL"]))
            run = [str(PREFECT), "work-pool", "create", "local-process", "--type", "process"]
            subprocess.run(run, env=environment, check=True, capture_output=True)
            deploy = [str(PREFECT), "--no-prompt", "deploy", "--all"]
            subprocess.run(deploy, env=environment, check=True, capture_output=True, cwd=ROOT)
            worker = [str(PREFECT), "worker", "start", "--pool", "local-process"]
            started.append(subprocess.Popen(worker, env=environment, stdout=log, stderr=log))
            yield environment
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(30)
            shutil.rmtree(home, ignore_errors=True)


def _is_up(api: str) -> bool:
    try:
        with urlopen(f"{api}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_cron_schedule_makes_scheduled_runs(prefect: dict[str, str]) -> None:
    scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 5}
    runs = until(60, "a scheduled run", lambda: call(prefect["PREFECT_API_URL"], "/flow_runs/filter", scheduled))
    assert all(run["auto_scheduled"] for run in runs)


def test_a_scheduled_night_completes_and_publishes(prefect: dict[str, str], tmp_path: Path) -> None:
    company = write_company("tea_house", tmp_path / "tea_house")
    asked = [str(PREFECT), "deployment", "run", "nightly/nightly", "--start-in", "2 seconds"]
    told = ["--flow-run-name", "tonight", "--params", json.dumps({"company": str(company), "today": "2026-06-30"})]
    subprocess.run([*asked, *told], env=prefect, check=True, capture_output=True)
    named: dict[str, object] = {"flow_runs": {"name": {"like_": "2026-06-30"}}}

    def ended() -> dict[str, object] | None:
        runs = call(prefect["PREFECT_API_URL"], "/flow_runs/filter", named)
        runs += call(prefect["PREFECT_API_URL"], "/flow_runs/filter", {"flow_runs": {"name": {"like_": "tonight"}}})
        return next((r for r in runs if r["state_type"] in ("COMPLETED", "FAILED", "CRASHED")), None)

    run = until(150, "the end of the night", ended)
    assert run["state_type"] == "COMPLETED", run["state"]
    night = ask(Files(company / "var" / "warehouse").analyst, "select verdict from ops.night")
    assert night.rows() == [("published",)]
    assert not list(company.rglob("*building*"))
