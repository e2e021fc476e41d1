"""A field that is declared arrives: in the golden record, its history and the wide row, and says why it won."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import duckdb
import pytest

import expectations
from expectations import catalog, golden_field
from expectations.golden_field import GoldenField
from expectations.table import Column
from tests.world import run, world
from warehouse import ddl
from warehouse.graph import engine_steps
from warehouse.published.question import why_field

HOBBY = GoldenField(
    Column("hobby", "VARCHAR", "What the customer does for pleasure.", "quasi_id", chinese="爱好"),
    "most_recent",
    review_after_days=730,
    block="profile",
)


@pytest.fixture
def hobby_declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The declarations read anew with one field more; those of the other tests stand again afterwards."""
    monkeypatch.setattr(golden_field, "GOLDEN_FIELDS", (*golden_field.GOLDEN_FIELDS, HOBBY))
    read_anew = {}
    for name in ("expectations.core", "expectations.identity", "expectations.segment"):
        short = name.rpartition(".")[2]
        monkeypatch.setattr(expectations, short, getattr(expectations, short))
        monkeypatch.delitem(sys.modules, name)
        read_anew[name] = import_module(name)
    modules = tuple(read_anew.get(module.__name__, module) for module in catalog.MODULES)
    monkeypatch.setattr(catalog, "MODULES", modules)
    _forget()
    yield
    _forget()


def _forget() -> None:
    catalog._of_the_engine.cache_clear()
    engine_steps.cache_clear()


@pytest.fixture
def told(hobby_declared: None) -> duckdb.DuckDBPyConnection:
    """A night in which two records of a customer tell different hobbies."""
    con = world(
        {
            "core.party": """
                source | party_key | updated_at       | full_name | hobby
                crm    | 1         | 2026-01-01 00:00 | 王伟      | 书法
                shop   | 2         | 2026-03-01 00:00 | 王伟      | 太极拳
            """,
            "identity.record": """
                source | party_key | customer_id | party_type
                crm    | 1         | C1          | person
                shop   | 2         | C1          | person
            """,
        },
        last_night={
            "identity.customer_history": "customer_id | valid_from | full_name | hobby\nC1 | 2026-06-01 | 王伟 | 书法"
        },
    )
    for name in ("field_rule", "record_contact", "record_field", "golden_field"):
        run(con, f"identity.{name}")
    return con


def test_a_new_field_arrives_in_the_golden_record_its_history_and_the_wide_row(told: duckdb.DuckDBPyConnection) -> None:
    assert [row["hobby"] for row in run(told, "identity.customer")] == ["太极拳"]
    versions = run(told, "identity.customer_history", "valid_from")
    assert [(row["hobby"], row["valid_to"] is None) for row in versions] == [("书法", False), ("太极拳", True)]
    assert [row["hobby"] for row in run(told, "segment.customer_360")] == ["太极拳"]


def test_a_new_field_says_why_it_won(told: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "live.duckdb"
    told.execute(f"attach {ddl.text(str(file))} as live; copy from database night to live; detach live")
    reasons = why_field(file, "C1", "hobby").select("value", "rule").rows()
    assert [(value, rule.split(":")[0]) for value, rule in reasons] == [("太极拳", "won"), ("书法", "lost")]


def test_a_new_field_changes_the_fingerprint_of_the_steps_that_are_rendered_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = {table: step.digest for table, step in engine_steps().items()}
    monkeypatch.setattr(golden_field, "GOLDEN_FIELDS", (*golden_field.GOLDEN_FIELDS, HOBBY))
    engine_steps.cache_clear()
    after = {table: step.digest for table, step in engine_steps().items()}
    engine_steps.cache_clear()
    assert {table for table in after if before[table] != after[table]} == {
        "identity.customer",
        "identity.customer_history",
        "identity.field_rule",
        "identity.record_field",
        "segment.customer_360",
    }


def test_who_says_directly_who_somebody_is_has_no_place_in_the_wide_row() -> None:
    with pytest.raises(ValueError, match="nickname says directly who somebody is"):
        GoldenField(Column("nickname", "VARCHAR", "A name among friends.", "direct_id"), "longest", block="profile")


def test_a_group_is_chosen_one_way_and_asked_again_after_one_time() -> None:
    for group, fields in golden_field.groups().items():
        assert len({(field.strategy, field.review_after_days) for field in fields}) == 1, group
