"""What all tests share: the real data that are read and never committed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.closing import pytest_sessionfinish, pytest_terminal_summary, pytest_unconfigure
from tests.slow import ROOT, pytest_collection_modifyitems

__all__ = [
    "ROOT",
    "SHARED",
    "pytest_collection_modifyitems",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_unconfigure",
]

SHARED = Path(os.environ.get("SHOPKEEPER_SHARED_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """The folder of a real data set; the test is skipped, with the reason, where it is missing."""

    def folder(name: str) -> Path:
        found = SHARED / name
        if not found.exists():
            pytest.skip(f"the real data set {name} is not on this machine (SHOPKEEPER_SHARED_DATA)")
        return found

    return folder


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One Prefect server of the session's own, so that nights run as they do at a company."""
    os.environ.update(PREFECT_LOGGING_LEVEL="CRITICAL", DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def published(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., "Published"]:
    """Runs a company's nights into a state folder of their own and returns what can be asked of it."""

    def run(company: Path, *days: str, state: Path | None = None) -> Published:
        from flows.nightly import nightly

        folder = state or tmp_path_factory.mktemp(company.name)
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("SHOPKEEPER_STATE", str(folder))
            for day in days:
                nightly(str(company), day)
        return Published(folder)

    return run


class Published:
    """A company's state after its nights."""

    def __init__(self, state: Path) -> None:
        self.state = state

    def rows(self, query: str, identified: bool = False) -> list[tuple[Any, ...]]:
        """Rows of a query on the analysts' file, or on the one with direct identifiers."""
        from expectations.company.state import Files
        from warehouse.published.query import ask

        files = Files(self.state / "warehouse")
        return ask(files.live if identified else files.analyst, query).rows()

    def one(self, query: str, identified: bool = False) -> Any:
        """The one value of a query."""
        ((value,),) = self.rows(query, identified)
        return value
