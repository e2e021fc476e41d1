"""The drawn shop, new for each test."""

from pathlib import Path

import pytest

from tests.postgres import postgres
from tests.warehouse.release.shop import Shop

__all__ = ["postgres"]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop without any night behind it."""
    return Shop(tmp_path / "shop")
