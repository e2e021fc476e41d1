"""A set step is short, or says in its first comment why it is not."""

from pathlib import Path
from statistics import median

import pytest

from warehouse.step_text import set_steps

LINES = 100


def reason(text: str) -> str:
    """What the first comment gives as the reason of a long step; empty when it gives none."""
    comment = " ".join(line.removeprefix("--").strip() for line in text.split("\nwith\n")[0].splitlines())
    return comment.partition("Long because ")[2]


@pytest.mark.parametrize("path", set_steps(), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_step_of_more_than_a_hundred_lines_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES or reason(text), path.name


def test_only_a_long_step_excuses_itself() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in set_steps()}
    assert {name for name, text in texts.items() if reason(text)} == {"customer_360"}


def test_half_of_all_steps_are_read_at_one_look() -> None:
    assert median(len(path.read_text(encoding="utf-8").splitlines()) for path in set_steps()) <= 50
