"""What all tests share: the real data that are read and never committed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
