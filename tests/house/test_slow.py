"""What `make fast` leaves out is there, listed once and in order."""

import pytest

from tests.slow import ROOT, slow_files


def test_every_listed_file_is_there_once_and_in_order() -> None:
    listed = slow_files()
    assert [file for file in listed if not (ROOT / file).is_file()] == []
    assert listed == sorted(set(listed))


def test_this_file_is_fast(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("slow") is None
