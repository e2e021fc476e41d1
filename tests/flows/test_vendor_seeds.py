"""Contacts merged by their own system are one person; an id that everybody bears is nobody's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMPANY = Path(__file__).parents[1] / "companies" / "vendor_seeds"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seeds(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("vendor_seeds")
    return published(COMPANY, "2021-04-03")


def test_hubspot_s_22_contacts_are_19_people(seeds: Any) -> None:
    query = "select count(*), count(distinct customer_id) from identity.record where source = 'hubspot'"
    assert seeds.rows(query) == [(22, 19)]


def test_the_four_contacts_that_hubspot_merged_are_one_customer(seeds: Any) -> None:
    query = """select count(distinct customer_id) from identity.record
        where source = 'hubspot' and party_key in ('78971951', '76340251', '46897301', '76226001')"""
    assert seeds.one(query, identified=True) == 1


def test_an_external_id_that_everybody_bears_merges_nobody(seeds: Any) -> None:
    query = "select count(*), count(distinct customer_id) from identity.record where source = 'stripe'"
    assert seeds.rows(query) == [(12, 12)]
    evidence = "select kind, records, names from identity.suspect_value where value like '%80755622%'"
    assert seeds.rows(evidence, identified=True) == [("number", 12, 12)]
