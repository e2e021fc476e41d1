"""Every step from life cycle to segments means the same on another engine, and is declared in full."""

from pathlib import Path

import pytest

from expectations.catalog import tables
from expectations.table import Table
from warehouse.portable import differences
from warehouse.step_text import set_steps, step_text

SCHEMAS = ("lifecycle", "satisfaction", "relationship", "memory", "segment")
STEPS = [path for path in set_steps() if path.parent.name in SCHEMAS]
DECLARED = [table for table in tables().values() if table.schema in SCHEMAS]


@pytest.mark.parametrize("path", STEPS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_step_stays_in_the_portable_subset(path: Path) -> None:
    assert differences(step_text(path)) == []


@pytest.mark.parametrize("table", DECLARED, ids=lambda table: table.name)
def test_every_column_has_a_meaning_and_a_chinese_term(table: Table) -> None:
    silent = [column.name for column in table.columns if not column.meaning or not column.chinese]
    assert (silent, bool(table.chinese)) == ([], True)
    assert table.key or "One row:" in table.grain


# Tables that only bring rows together say in their grain what they hold; a measure says how it is computed and by whom.
MEASURES = {
    "lifecycle": ("stage_evidence", "lifecycle", "stage_matrix", "early_warning"),
    "satisfaction": (
        "tolerance_zone", "satisfaction", "satisfaction_summary", "satisfaction_driver", "item_gap", "service_element",
        "value_importance_performance", "derived_importance", "internal_market", "net_customer_value",
        "moment_of_truth", "moment_of_truth_summary", "recovery",
    ),
    "relationship": (
        "closeness", "closeness_summary", "relationship_level", "relationship_ladder", "win_win", "four_r",
        "relationship_element", "market_role", "wallet_share", "wallet_summary", "referral",
    ),
    "memory": ("preference", "goldfish_incident", "preference_memory", "memory_summary", "special_day"),
    "segment": ("segment_overlap", "play_candidate", "play_result"),
}  # fmt: skip


@pytest.mark.parametrize("name", [f"{schema}.{name}" for schema, names in MEASURES.items() for name in names])
def test_a_measure_says_its_formula_and_its_reference(name: str) -> None:
    table = tables()[name]
    assert (bool(table.formula), bool(table.reference)) == (True, True)
