from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.admission.landing import Door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """The door of a source on an empty night."""
    opened = Door(tmp_path)
    yield opened
    opened.con.close()
