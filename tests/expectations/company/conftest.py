"""The small company of the template, and how a test changes one of its files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.init import write_company

Change = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new company without a fault."""
    return write_company("茶馆", tmp_path / "tea_house")


@pytest.fixture
def change(folder: Path) -> Change:
    """Write a file anew with one piece of text in place of another, or a whole file where the old piece is empty."""

    def write(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text("utf-8") if old else ""
        assert old in text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else new, "utf-8")

    return write
