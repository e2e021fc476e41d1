"""Figures of a wave: what drives satisfaction, and the elements of service."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import survey

DRIVERS = """
who  | wave | instrument | item         | aspect | score | low | high
王伟 | 夏   | driver     | interaction  | effect | 3     | -3  | 3
李娜 | 夏   | driver     | interaction  | effect | -1    | -3  | 3
张敏 | 夏   | driver     | interaction  | effect | 1     | -3  | 3
王伟 | 夏   | driver     | emotion      | effect | 5     | 1   | 5
李娜 | 夏   | driver     | core_product | effect | 2     |     |
"""

ELEMENTS = """
who  | wave | instrument      | item     | aspect      | score | low | high
王伟 | 夏   | service_element | delivery | ours        | 6     | 1   | 7
王伟 | 夏   | service_element | delivery | best_rival  | 4     | 1   | 7
李娜 | 夏   | service_element | delivery | performance | 5     | 1   | 7
李娜 | 夏   | service_element | delivery | rival       | 5     | 1   | 7
张敏 | 夏   | service_element | delivery | performance | 7     | 1   | 7
王伟 | 夏   | service_element | delivery | best        | 1     | 0   | 1
王伟 | 夏   | service_element | delivery | worst       | 0     | 0   | 1
李娜 | 夏   | service_element | delivery | best        | 0     | 0   | 1
李娜 | 夏   | service_element | delivery | worst       | 1     | 0   | 1
王伟 | 夏   | service_element | advice   | best        | 0     | 0   | 1
王伟 | 夏   | service_element | advice   | worst       | 0     | 0   | 1
王伟 | 夏   | service_element | service  | weight      | 30    | 0   | 100
王伟 | 夏   | service_element | price    | weight      | 70    | 0   | 100
李娜 | 夏   | service_element | service  | weight      | 10    | 0   | 50
李娜 | 夏   | service_element | price    | weight      | 40    | 0   | 50
"""


@cache
def levels() -> dict[str, dict[str, Any]]:
    return {row["level"]: row for row in rows_of("satisfaction.satisfaction_driver", survey(DRIVERS))}


@cache
def elements() -> dict[str, dict[str, Any]]:
    return {row["element"]: row for row in rows_of("satisfaction.service_element", survey(ELEMENTS))}


def test_a_level_adds_or_takes_away_on_the_mean() -> None:
    row = levels()["interaction"]
    # 3, -1, 1: mean 1, standard deviation 2, t with two degrees 4.302653.
    assert (row["n"], row["effect"]) == (3, 1.0)
    assert row["effect_low"] == pytest.approx(1 - 4.302653 * 2 / 3**0.5, abs=1e-6)


def test_the_share_that_a_level_disappoints_has_an_interval() -> None:
    row = levels()["interaction"]
    # One of three by Wilson: 0.0615 to 0.7923.
    assert row["negative_share"] == 0.333333
    assert (row["negative_low"], row["negative_high"]) == (
        pytest.approx(0.06149, abs=1e-5),
        pytest.approx(0.79234, abs=1e-5),
    )


def test_an_effect_on_another_scale_is_brought_to_seven_points() -> None:
    assert levels()["emotion"]["effect"] == 3.0


def test_a_level_on_an_undeclared_scale_has_no_figure() -> None:
    assert "core_product" not in levels()


def test_a_benchmark_is_our_score_less_the_best_rivals_of_those_who_scored_both() -> None:
    row = elements()["delivery"]
    assert (row["performance_n"], row["performance"]) == (3, 6.0)
    assert (row["benchmark_n"], row["benchmark"]) == (2, 1.0)


def test_preference_is_counted_from_trade_off_choices() -> None:
    row = elements()["delivery"]
    assert (row["choice_n"], row["first_choice_share"], row["best_worst"]) == (2, 0.5, 0.0)


def test_service_is_weighed_against_the_other_ps() -> None:
    rows = elements()
    assert (rows["service"]["weight_n"], rows["service"]["weight_share"]) == (2, 0.25)
    assert rows["price"]["weight_share"] == 0.75


def test_what_was_not_asked_of_an_element_has_a_reason() -> None:
    row = elements()["advice"]
    assert (row["weight_reason"], row["choice_reason"]) == ("no weights asked", None)
    assert (row["benchmark"], row["benchmark_reason"]) == (None, "no rival scored beside us")
