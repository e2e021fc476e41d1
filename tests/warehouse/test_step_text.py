"""A step of ours is rendered before it runs; a company's SQL stands as it is written."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from expectations.golden_field import GOLDEN_FIELDS
from warehouse import step_text as module
from warehouse.step_text import ROOT, set_steps, step_text


def test_every_field_stands_in_the_rendered_step_once_a_row() -> None:
    text = step_text(ROOT / "identity" / "field_rule.sql")
    assert [text.count(f"('{field.name}', '{field.field_group}', ") for field in GOLDEN_FIELDS] == [1] * len(
        GOLDEN_FIELDS
    )


def test_nothing_of_the_template_is_left() -> None:
    for path in set_steps():
        assert not {"{%", "{{", "%}", "}}"} & set(step_text(path).split()), path.name


def test_sql_of_a_company_is_no_template(tmp_path: Path) -> None:
    file = tmp_path / "party.sql"
    file.write_text("select '{{ golden_fields }}' as full_name from crm.customer", encoding="utf-8")
    assert "{{ golden_fields }}" in step_text(file)


def test_a_name_that_nobody_tells_is_an_error_and_not_a_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "step.sql").write_text("select {{ golden_felds }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        step_text(tmp_path / "step.sql")
