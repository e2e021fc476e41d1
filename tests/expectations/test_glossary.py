"""Words of the glossary stand in the warehouse under the names that it gives, in alphabetical order."""

import re
from pathlib import Path

import pytest

from expectations.catalog import tables

GLOSSARY = (Path(__file__).parents[2] / "GLOSSARY.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line.startswith("|")
][2:]


@pytest.mark.parametrize(("word", "chinese", "meaning", "where"), ROWS, ids=[row[0] for row in ROWS])
def test_a_word_stands_where_the_glossary_says(word: str, chinese: str, meaning: str, where: str) -> None:
    known = set(tables()) | {f"{name}.{column.name}" for name, table in tables().items() for column in table.columns}
    places = re.findall(r"`([a-z0-9_.]+)`", where)
    assert places
    assert set(places) <= known
    assert re.search("[\u4e00-\u9fff]", chinese) or chinese == "4R"


def test_words_stand_in_alphabetical_order() -> None:
    words = [row[0].lower() for row in ROWS]
    assert words == sorted(words)
