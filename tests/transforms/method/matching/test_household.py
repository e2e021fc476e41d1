"""Two people of one home are two customers, however much they share; one person whose facts differ stays one."""

from datetime import date
from typing import Any

import pytest

from tests.transforms.method.matching.night_world import clusters, night, records

ANNA = {
    "given_name_key": "anna", "surname_key": "meier", "name_key": "anna meier", "birth_on": date(1980, 5, 1),
    "sex": "female", "email_key": "meier@post.de", "phone_key": "+4989123456", "address_key": "7 garten weg",
    "city_key": "ulm", "postal_code_key": "89073",
}  # fmt: skip
OTHERS = [{"given_name_key": f"g{n}", "surname_key": f"s{n}", "name_key": f"g{n} s{n}"} for n in range(8)]


def named(given: str, **facts: Any) -> dict[str, Any]:
    return ANNA | {"given_name_key": given, "name_key": " ".join(sorted((given, "meier")))} | facts


def are_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return ("000", "001") in clusters(night(records([one, other, *OTHERS])))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(named("peter", birth_on=date(1975, 12, 24), sex="male"), id="a husband with the same e-mail"),
        pytest.param(named("clara", birth_on=date(2008, 12, 24)), id="a daughter with the same e-mail"),
        pytest.param(named("peter", sex="male"), id="a twin brother"),
        pytest.param(named("clara", birth_on=None, email_key="clara@post.de"), id="a sister of unknown age"),
        pytest.param(
            named("annika", birth_on=date(2008, 12, 24), email_key=None), id="a daughter whose name begins alike"
        ),
        pytest.param(
            ANNA | {"given_name_key": None, "name_key": "meier", "birth_on": date(2008, 12, 24), "email_key": None},
            id="a child without a given name",
        ),
    ],
)
def test_two_people_of_one_home_are_told_apart(other: dict[str, str | date | None]) -> None:
    assert not are_one(ANNA, other)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(named("ana"), id="a slip in the given name"),
        pytest.param(named("lilly"), id="a name that she calls herself, with her birth date and her e-mail"),
        pytest.param(named("ana", birth_on=date(1908, 12, 24)), id="a wrong birth date and a slip, with her e-mail"),
        pytest.param(ANNA | {"birth_on": date(1908, 12, 24)}, id="a wrong birth date"),
        pytest.param(ANNA | {"sex": "male"}, id="a wrong sex"),
        pytest.param(ANNA | {"surname_key": "koch", "name_key": "anna koch"}, id="a marriage"),
    ],
)
def test_one_person_whose_facts_differ_stays_one(other: dict[str, date | str]) -> None:
    assert are_one(ANNA, other)


def test_the_same_identity_number_outranks_a_name_that_changed() -> None:
    number = {"number_key": "AB1234567"}
    assert are_one(ANNA | number, named("peter", birth_on=None) | number)
