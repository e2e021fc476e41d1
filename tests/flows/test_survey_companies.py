"""A survey and a help desk, each a company like any other: whole nights give what their data sets published."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COMPANIES = Path(__file__).parents[1] / "companies"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def airline(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("oddjob_airline")
    return published(COMPANIES / "oddjob_airline", "2017-06-30")


@pytest.fixture(scope="module")
def desk(shared_data: Callable[[str], Path], published: Callable[..., Any]) -> Any:
    shared_data("support_tickets")
    return published(COMPANIES / "support_tickets", "2023-06-02")


def test_the_airline_disappoints_on_every_item_as_published(airline: Any) -> None:
    gaps = airline.rows("select item, round(gap, 2) from satisfaction.item_gap order by gap")
    assert (len(gaps), max(gap for _, gap in gaps) < 0) == (23, True)
    assert gaps[:3] == [("4", -30.21), ("7", -28.56), ("3", -28.41)]
    assert gaps[-1] == ("12", -8.80)


def test_the_airlines_net_promoter_score_is_the_published_one(airline: Any) -> None:
    score = """select n, promoters, passives, detractors, round(value, 2), low < value and value < high
        from satisfaction.satisfaction_summary where measure = 'nps'"""
    assert airline.rows(score) == [(1065, 238, 396, 431, -18.12, True)]


def test_an_answer_that_was_not_given_is_kept_with_its_reason(airline: Any) -> None:
    refused = "select refusal, count(*) from satisfaction.answer where refusal is not null group by refusal"
    assert airline.rows(refused) == [("not applicable", 2 * 866)]


def test_tickets_resolved_before_their_first_response_are_refused_with_that_sentence(desk: Any) -> None:
    refused = "select object, rule, count(*) from ops.quarantine group by object, rule"
    sentence = "a ticket is resolved no earlier than its first response"
    assert desk.rows(refused) == [("core.interaction", sentence, 1365)]
    assert desk.one("select count(*) from core.interaction") == 8469 - 1365


def test_the_ratings_of_the_help_desk_are_those_of_the_file(desk: Any) -> None:
    ratings = "select score, count(*) from core.survey_answer group by score order by score"
    assert desk.rows(ratings) == [(1, 553), (2, 549), (3, 580), (4, 543), (5, 544)]


def test_what_customers_wrote_stays_out_of_the_analysts_file(desk: Any) -> None:
    columns = "select column_name from duckdb_columns() where schema_name = 'core' and table_name = 'interaction'"
    assert "note" not in {name for (name,) in desk.rows(columns)}
