"""Matching learns from what there is, and from nothing when there is nothing."""

from datetime import date

import pytest

from tests.transforms.method.matching.night_world import clusters, night, records

ANNA = {"given_name_key": "anna", "surname_key": "meier", "name_key": "anna meier"}
PETER = {"given_name_key": "peter", "surname_key": "koch", "name_key": "koch peter"}
BORN = {"birth_on": date(1980, 5, 1)}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no record"),
        pytest.param([ANNA], id="one record"),
        pytest.param([{}] * 4, id="records that say nothing"),
        pytest.param([ANNA] * 12, id="a dozen that say the same name and no more"),
    ],
)
def test_nothing_to_learn_from_is_no_error_and_merges_nobody(rows: list[dict[str, str]]) -> None:
    found = clusters(night(records(rows)))
    assert len(found) == len(rows)


def test_ten_records_without_an_email_column_are_matched_by_what_is_known_beforehand() -> None:
    rows = [ANNA | BORN, ANNA | BORN, PETER | BORN] + [{"surname_key": f"s{n}", "name_key": f"s{n}"} for n in range(7)]
    found = clusters(night(records(rows)))
    assert ("000", "001") in found
    assert len(found) == 9
