"""Gap, SERVPERF, NPS, CSAT and CES of a customer and of a wave, computed by hand beside."""

from functools import cache
from math import sqrt
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import survey

# 王伟: gaps -1 (weight 6) and 1 (weight 2): gap = (-6 + 2) / 8 = -0.5; standard error = sqrt(36 x 0.25 + 4 x 2.25) /
# 8 x sqrt(2) = 0.75; t with one degree of freedom is 12.706205.
GAP = """
who  | wave | instrument | item | aspect     | score | low | high
王伟 | 夏   | servqual   | 可靠 | expected   | 6     | 1   | 7
王伟 | 夏   | servqual   | 可靠 | perceived  | 5     | 1   | 7
王伟 | 夏   | servqual   | 可靠 | importance | 6     | 1   | 7
王伟 | 夏   | servqual   | 关怀 | expected   | 4     | 1   | 7
王伟 | 夏   | servqual   | 关怀 | perceived  | 5     | 1   | 7
王伟 | 夏   | servqual   | 关怀 | importance | 2     | 1   | 7
李娜 | 夏   | servqual   | 可靠 | expected   | 7     | 1   | 7
李娜 | 夏   | servqual   | 可靠 | perceived  | 4     | 1   | 7
张敏 | 夏   | servqual   | 可靠 | expected   | 7     | 1   | 7
赵磊 | 夏   | servqual   | 可靠 | expected   | 70    | 1   | 100
赵磊 | 夏   | servqual   | 可靠 | perceived  | 5     | 1   | 7
孙丽 | 夏   | servqual   | 可靠 | expected   | 6     |     |
孙丽 | 夏   | servqual   | 可靠 | perceived  | 5     |     |
"""

MOOD = """
who  | wave | instrument | item | aspect       | score | low | high | on
王伟 | 春   | nps        | 推荐 | likelihood   | 4     | 0   | 10   | 2026-03-01
王伟 | 夏   | nps        | 推荐 | likelihood   | 10    | 1   | 11   | 2026-06-01
李娜 | 夏   | nps        | 推荐 | likelihood   | 11    | 1   | 11   | 2026-06-01
张敏 | 夏   | nps        | 推荐 | likelihood   | 8     | 1   | 11   | 2026-06-01
赵磊 | 夏   | nps        | 推荐 | likelihood   | 7     | 1   | 11   | 2026-06-01
孙丽 | 夏   | nps        | 推荐 | likelihood   | 9     |     |      | 2026-06-01
王伟 | 夏   | csat       | 总体 | satisfaction | 4     | 1   | 5    | 2026-06-01
李娜 | 夏   | csat       | 总体 | satisfaction | 3     | 1   | 5    | 2026-06-01
张敏 | 夏   | csat       | 总体 | satisfaction |       | 1   | 5    | 2026-06-01
王伟 | 夏   | ces        | 办事 | ease         | 7     | 1   | 7    | 2026-06-01
"""


@cache
def measured(text: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = rows_of("satisfaction.satisfaction", survey(text))
    return {(row["customer_id"], row["wave"], row["measure"]): row for row in rows}


@cache
def summarised(text: str, table: str = "satisfaction.satisfaction_summary") -> list[dict[str, Any]]:
    return rows_of(table, survey(text))


def test_a_gap_is_weighted_by_what_matters_to_the_customer() -> None:
    row = measured(GAP)[("王伟", "夏", "gap")]
    assert (row["value"], row["n"]) == (-0.5, 2)


def test_the_interval_of_a_customers_gap_is_students_over_items() -> None:
    row = measured(GAP)[("王伟", "夏", "gap")]
    assert row["low"] == pytest.approx(-0.5 - 12.706205 * 0.75)
    assert row["high"] == pytest.approx(-0.5 + 12.706205 * 0.75)


def test_servperf_is_what_was_perceived_alone() -> None:
    row = measured(GAP)[("王伟", "夏", "servperf")]
    assert (row["value"], row["scale_low"], row["scale_high"]) == (5.0, 1.0, 7.0)


def test_a_gap_of_one_item_has_no_interval() -> None:
    row = measured(GAP)[("李娜", "夏", "gap")]
    assert (row["value"], row["n"], row["low"], row["high"]) == (-3.0, 1, None, None)


def test_an_expectation_without_a_perception_is_no_gap() -> None:
    row = measured(GAP)[("张敏", "夏", "gap")]
    assert (row["value"], row["n"], row["reason"]) == (None, 0, "sides missing or scales differ")


def test_sides_on_different_scales_are_not_subtracted() -> None:
    row = measured(GAP)[("赵磊", "夏", "gap")]
    assert (row["value"], row["reason"]) == (None, "sides missing or scales differ")


def test_a_gap_on_an_undeclared_scale_is_refused() -> None:
    row = measured(GAP)[("孙丽", "夏", "gap")]
    assert (row["value"], row["reason"]) == (None, "no scale declared")


def test_the_gap_of_an_item_is_the_mean_over_those_who_answered_both_sides() -> None:
    reliable = next(row for row in summarised(GAP, "satisfaction.item_gap") if row["item"] == "可靠")
    # 王伟 -1 and 李娜 -3: mean -2, standard deviation sqrt(2), so the interval is -2 +/- 12.706205 x 1.
    assert (reliable["n"], reliable["expected"], reliable["perceived"], reliable["gap"]) == (2, 6.5, 4.5, -2.0)
    assert (reliable["gap_low"], reliable["gap_high"]) == (-14.706205, 10.706205)
    assert reliable["disappointed_share"] == 1.0
    assert (reliable["importance"], reliable["importance_n"]) == (6.0, 1)


def test_a_recommendation_is_scored_from_nought_to_ten_whatever_was_stored() -> None:
    rows = measured(MOOD)
    assert (rows[("王伟", "夏", "nps")]["value"], rows[("王伟", "夏", "nps")]["verdict"]) == (9.0, "promoter")
    assert (rows[("张敏", "夏", "nps")]["value"], rows[("张敏", "夏", "nps")]["verdict"]) == (7.0, "passive")
    assert (rows[("赵磊", "夏", "nps")]["value"], rows[("赵磊", "夏", "nps")]["verdict"]) == (6.0, "detractor")


def test_a_recommendation_on_an_undeclared_scale_is_refused() -> None:
    row = measured(MOOD)[("孙丽", "夏", "nps")]
    assert (row["value"], row["verdict"], row["reason"]) == (None, None, "no scale declared")


def test_the_latest_wave_of_a_customer_is_marked() -> None:
    rows = measured(MOOD)
    assert not rows[("王伟", "春", "nps")]["is_latest"]
    assert rows[("王伟", "夏", "nps")]["is_latest"]


def test_satisfaction_and_ease_are_told_in_percent_of_their_scale() -> None:
    rows = measured(MOOD)
    assert (rows[("王伟", "夏", "csat")]["value"], rows[("王伟", "夏", "csat")]["verdict"]) == (75.0, "satisfied")
    assert (rows[("李娜", "夏", "csat")]["value"], rows[("李娜", "夏", "csat")]["verdict"]) == (50.0, "not satisfied")
    assert rows[("王伟", "夏", "ces")]["value"] == 100.0


def test_an_answer_that_does_not_apply_gives_its_reason() -> None:
    row = measured(MOOD)[("张敏", "夏", "csat")]
    assert (row["value"], row["reason"]) == (None, "not applicable")


def test_the_net_promoter_score_is_promoters_less_detractors_in_percent() -> None:
    row = next(r for r in summarised(MOOD) if (r["wave"], r["measure"]) == ("夏", "nps"))
    # 9, 10, 7 and 6: two promoters, one passive, one detractor; of 100, 100, 0, -100 the mean is 25.
    assert (row["promoters"], row["passives"], row["detractors"], row["n"], row["value"]) == (2, 1, 1, 4, 25.0)
    half = 3.182446 * sqrt((2 * 75**2 + 25**2 + 125**2) / 3) / 2
    assert (row["low"], row["high"]) == (pytest.approx(25 - half, abs=1e-5), pytest.approx(25 + half, abs=1e-5))


def test_the_share_satisfied_has_wilsons_interval() -> None:
    row = next(r for r in summarised(MOOD) if r["measure"] == "csat_satisfied")
    # One of two, z = 1.959966: (2 + z^2 -/+ z sqrt(z^2 + 2)) / (2 (2 + z^2)).
    z = 1.959966
    assert (row["n"], row["value"]) == (2, 0.5)
    assert row["low"] == pytest.approx((2 + z * z - z * sqrt(z * z + 2)) / (2 * (2 + z * z)), abs=1e-6)
    assert row["high"] == pytest.approx(1 - row["low"], abs=1e-6)


def test_a_wave_of_one_answer_has_no_interval() -> None:
    row = next(r for r in summarised(MOOD) if (r["wave"], r["measure"]) == ("春", "nps"))
    assert (row["n"], row["value"], row["low"], row["high"]) == (1, -100.0, None, None)
