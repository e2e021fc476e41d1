"""An intermediate is made for other steps: they read it, and nobody else is shown it."""

import re
from pathlib import Path

import pytest

from expectations.catalog import tables
from warehouse.graph import engine_steps
from warehouse.published.analyst import shown
from warehouse.published.dictionary import dictionary

ROOT = Path(__file__).parents[2]
INTERMEDIATES = sorted(name for name, table in tables().items() if table.is_intermediate)
# What people read, or what reads the analysts' file for them; the dictionary itself marks intermediates.
FOR_PEOPLE = [
    *(path for path in (ROOT / "docs").glob("*.md") if path.name != "dictionary.md"),
    *(ROOT / "warehouse" / "published").rglob("*.sql"),
    *(ROOT / "warehouse" / "published").glob("question.py"),
    *(ROOT / "flows" / "report").glob("*.py"),
    *(ROOT / "flows" / "init" / "template").rglob("*.*"),
    *(ROOT / "examples" / "corner_shop" / "releases").glob("*.sql"),
]


@pytest.mark.parametrize("name", INTERMEDIATES)
def test_steps_read_an_intermediate_and_nobody_else_is_shown_it(name: str) -> None:
    assert any(name in step.inputs for step in engine_steps().values())
    shown_in = [p.name for p in FOR_PEOPLE if re.search(rf"\b{re.escape(name)}\b", p.read_text("utf-8"))]
    assert not shown_in
    assert shown(tables()[name]) == []


def test_the_dictionary_marks_every_intermediate() -> None:
    sections = dictionary().split("\n### ")
    marked = {one.split()[0] for one in sections if "\nAn intermediate: other steps read it" in one}
    assert marked == set(INTERMEDIATES)
