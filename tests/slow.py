"""Which tests `make fast` leaves out: those marked slow, and all of the files listed in `slow_files.txt`."""

from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow_files.txt")
ROOT = Path(__file__).parents[1]


def slow_files() -> list[str]:
    """Files that run nights, train a model, or whose tests take more than about four processor seconds in all."""
    return LIST.read_text("utf-8").split()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files; files with slow tests come first, so that no worker waits at the end for one."""
    listed = {ROOT / file for file in slow_files()}
    for item in items:
        if item.path in listed:
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
