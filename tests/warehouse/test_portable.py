"""What is known to differ between engines is refused; our own steps stay inside the subset."""

from pathlib import Path

import pytest

from warehouse.portable import differences
from warehouse.step_text import set_steps, step_text

DIFFER = {
    "group_all": "select a from t group by all",
    "ntile": "select ntile(5) over (order by a) from t",
    "unordered_window": "select row_number() over () from t",
    "division": "select a / b from t",
    "months": "select date_diff('month', cast(a as date), cast(b as date)) from t",
    "days_of_timestamps": "select date_diff('day', a, b) from t",
    "first_match": "select regexp_replace(a, 'x', 'y') from t",
    "back_reference": "select regexp_replace(a, '(x)', '\\1', 'g') from t",
    "rounding_cast": "select cast(1.5 * 2.5 as integer) from t",
    "accents": "select strip_accents(a) from t",
    "quantile": "select quantile_cont(a, 0.5) from t",
    "any_rows": "select a from t limit 5",
}

AGREE = {
    "division": "select cast(a as double) / b from t",
    "days": "select date_diff('day', cast(a as date), cast(b as date)) from t",
    "latest": "select arg_max(a, b) from t group by c",
    "all_matches": "select regexp_replace(a, 'x', 'y', 'g') from t",
    "floor": "select cast(floor(a) as integer) from t",
}


@pytest.mark.parametrize("query", DIFFER.values(), ids=DIFFER.keys())
def test_a_difference_is_named(query: str) -> None:
    assert differences(query)


@pytest.mark.parametrize("query", AGREE.values(), ids=AGREE.keys())
def test_what_agrees_passes(query: str) -> None:
    assert differences(query) == []


@pytest.mark.parametrize("path", set_steps(), ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_our_steps_are_portable(path: Path) -> None:
    assert differences(step_text(path)) == []
