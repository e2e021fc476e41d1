"""Every step about satisfaction, relationship and memory means the same on another engine, and is declared in full."""

from pathlib import Path

import pytest

import transforms
from expectations.catalog import tables
from warehouse.portable import differences

SCHEMAS = ("satisfaction", "relationship", "memory")
STEPS = sorted(path for schema in SCHEMAS for path in (Path(transforms.__file__).parent / schema).glob("*.sql"))
DECLARED = [table for table in tables().values() if table.schema in SCHEMAS]


@pytest.mark.parametrize("path", STEPS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_step_stays_in_the_portable_subset(path):
    assert differences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_every_column_has_a_meaning_and_a_chinese_term(table):
    silent = [column.name for column in table.columns if not column.meaning or not column.chinese]
    assert (silent, bool(table.chinese), bool(table.key)) == ([], True, True)
