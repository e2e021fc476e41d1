"""Profiles for a partner: under pseudonyms, in groups, generalised once, safe beside what the partner has."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.release.shop import FIRST, SECOND, Shop
from warehouse.release import pseudonymous

INSIGHT = """
sentence: For a partner.
recipient: agency
purpose: profiling
mode: pseudonymous
version: "1"
columns: [customer_id, birth_on, city, stage]
quasi_identifiers: [birth_on, city]
k: 4
generalise:
  birth_on: [keep, month, year, decade, hide]
  city: [keep, hide]
"""
QUERY = """select c.customer_id, c.birth_on, c.city, l.stage
from identity.customer c left join lifecycle.lifecycle l on l.customer_id = c.customer_id"""


def people(count: int, cities: tuple[str, ...] = ("上海", "北京")) -> str:
    rows = [f"C{n:02} | 19{60 + n % 20}-03-{1 + n % 28:02} | {cities[n % len(cities)]} | female" for n in range(count)]
    return "customer_id | birth_on | city | sex\n" + "\n".join(rows)


def stages(count: int) -> str:
    return "customer_id | stage\n" + "\n".join(f"C{n:02} | {'growth' if n % 3 else 'decline'}" for n in range(count))


def facts(count: int = 40, **told: Any) -> dict[str, str]:
    return {"identity.customer": people(count, **told), "lifecycle.lifecycle": stages(count)}


@pytest.fixture
def partner(tmp_path: Path) -> Shop:
    return Shop(tmp_path, {"insight": INSIGHT}, {"insight": QUERY})


def test_ids_are_pseudonyms_and_birth_days_are_bands_that_hide_everybody(partner: Shop) -> None:
    assert partner.night(FIRST, facts()) == {"insight": "released"}
    rows = partner.rows(FIRST, "create", "insight")
    assert {row["birth_on"] for row in rows} == {"1960-1969", "1970-1979"}
    assert len({row["customer_id"] for row in rows}) == 40
    assert not any(row["customer_id"].startswith("C") for row in rows)
    said = json.loads((partner.files(FIRST, "insight") / "create.csv.certificate.json").read_text())
    assert said["measured"]["k"] == 10
    assert said["key_name"] not in (partner.root / "var/keys/agency.key").read_text()


def test_a_pseudonym_is_the_same_every_night_and_another_for_every_recipient(partner: Shop) -> None:
    partner.agreements["other"] = INSIGHT.replace("agency", "bureau")
    partner.queries["other"] = QUERY
    partner.night(FIRST, facts())
    other = partner.ids(FIRST, "create", "other")
    assert not set(other) & set(partner.ids(FIRST, "create", "insight"))
    partner.night(SECOND, facts(39))
    assert set(partner.ids(SECOND, "remove", "other")) < set(other)
    assert len(partner.ids(SECOND, "remove", "other")) == 1


def test_labels_stay_as_they_were_chosen_until_the_version_changes(partner: Shop) -> None:
    partner.night(FIRST, facts())
    partner.night(SECOND, facts(4, cities=("上海",)))
    assert partner.ask("select code from privacy.release_result") == [("REMOVALS",)]
    partner.thresholds["removal_share"] = 1.0
    partner.night(SECOND, facts(8, cities=("上海",)))
    assert partner.ask("select created, updated, removed, unchanged from privacy.release_result") == [(0, 4, 32, 4)]
    partner.agreements["insight"] = INSIGHT.replace('version: "1"', 'version: "2"').replace("decade, hide", "hide")
    partner.night(SECOND, facts(8, cities=("上海",)))
    assert {row["birth_on"] for row in partner.rows(SECOND, "update", "insight")} == {"*"}


def test_boxes_lose_less_and_hide_as_well(partner: Shop) -> None:
    partner.agreements["insight"] = INSIGHT + "recoder: mondrian\n"
    assert partner.night(FIRST, facts()) == {"insight": "released"}
    rows = partner.rows(FIRST, "create", "insight")
    groups = {(row["birth_on"], row["city"]) for row in rows}
    assert len(rows) == 40
    assert len(groups) > 4
    assert min(sum((r["birth_on"], r["city"]) == group for r in rows) for group in groups) >= 4


def test_no_labels_wide_enough_is_a_refusal(partner: Shop) -> None:
    partner.agreements["insight"] = INSIGHT.replace("year, decade, hide", "year")
    assert partner.night(FIRST, facts(20)) == {"insight": "refused"}
    assert partner.ask("select code from privacy.release_result") == [("NO_GENERALISATION",)]


def test_two_safe_releases_that_are_unsafe_together_are_refused(partner: Shop) -> None:
    second = INSIGHT.replace("birth_on, city, stage", "sex, employer").replace("[birth_on, city]", "[sex, employer]")
    partner.agreements["second"] = second.split("generalise")[0]
    partner.queries["second"] = "select customer_id, sex, employer from identity.customer"
    rows = [f"C{n:02} | 196{n % 10}-03-01 | 上海 | female | 厂{n // 5}" for n in range(40)]
    drawn = {"identity.customer": "customer_id | birth_on | city | sex | employer\n" + "\n".join(rows)}
    partner.agreements["insight"] = INSIGHT.replace("[keep, month, year, decade, hide]", "[keep]")
    assert partner.night(FIRST, drawn) == {"insight": "released", "second": "refused"}
    assert partner.ask("select code, reason from privacy.release_result where release = 'second'") == [
        ("JOINT_K", "joined with insight, which the recipient holds, a group of 1 is left")
    ]
    partner.agreements["second"] = partner.agreements["second"].replace("agency", "bureau")
    assert partner.night(SECOND, drawn) == {"insight": "released", "second": "released"}


@pytest.mark.parametrize(
    "agreed", ["k: 4\n", "k: 1\nl: 2\nsensitive: [stage]\n"], ids=["groups too small", "one secret"]
)
def test_the_attack_fails_a_release_whose_rows_were_not_made_safe(
    partner: Shop, monkeypatch: pytest.MonkeyPatch, agreed: str
) -> None:
    monkeypatch.setattr(pseudonymous, "suppress", lambda rows, *_: rows)
    partner.agreements["insight"] = INSIGHT.split("k: 4")[0] + agreed
    assert partner.night(FIRST, facts(20)) == {"insight": "refused"}
    assert partner.ask("select code from privacy.release_result") == [("LINKAGE",)]


def test_a_city_that_is_a_phone_number_stops_the_release(partner: Shop) -> None:
    assert partner.night(FIRST, facts(cities=("上海", "13812345678"))) == {"insight": "refused"}
    assert partner.ask("select code, reason from privacy.release_result") == [
        ("FREE_TEXT", "city holds values that are personal data")
    ]
