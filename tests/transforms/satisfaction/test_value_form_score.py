"""Importance against performance of the forms of value, stated and derived, by quadrant and by band."""

from functools import cache
from typing import Any

import pytest
from scipy import stats

from tests.world.chain import rows_of
from tests.world.survey import survey

# On Slack's nine points: price 9 / 3, surprise 3 / 9, employees 7 / 7, memory 3 / 2. Grand means 5.5 and 5.25.
FORMS = """
who  | wave | instrument | item      | aspect       | score | low | high
王伟 | 夏   | value_form | price     | importance   | 9     | 1   | 9
王伟 | 夏   | value_form | price     | performance  | 3     | 1   | 9
王伟 | 夏   | value_form | surprise  | importance   | 3     | 1   | 9
王伟 | 夏   | value_form | surprise  | performance  | 9     | 1   | 9
王伟 | 夏   | value_form | employees | importance   | 7     | 1   | 9
王伟 | 夏   | value_form | employees | performance  | 4     | 1   | 5
王伟 | 夏   | value_form | memory    | importance   | 3     | 1   | 9
王伟 | 夏   | value_form | memory    | performance  | 2     | 1   | 9
王伟 | 春   | value_form | price     | performance  | 5     | 1   | 9
"""
PERFORMANCE = [1, 2, 2, 4, 5, 5, 7, 8, 9, 9]
OVERALL = [1, 1, 3, 2, 4, 3, 5, 4, 5, 4]


@cache
def forms(text: str = FORMS, who: str = "王伟") -> dict[tuple[str, str, str], dict[str, Any]]:
    facts = survey(text) | {
        "identity.customer": "\n".join(["customer_id", *who.split()]),
        "segment.segment_match": "segment | customer_id\n老客户 | 王伟\nall | 王伟",
    }
    rows = rows_of("satisfaction.value_importance_performance", facts)
    return {(row["segment"], row["wave"], row["form"]): row for row in rows}


@cache
def ten(count: int = 10) -> dict[tuple[str, str, str], dict[str, Any]]:
    lines = ["who | wave | instrument | item | aspect | score | low | high"]
    for number, (performance, overall) in enumerate(zip(PERFORMANCE[:count], OVERALL[:count], strict=True)):
        lines.append(f"c{number} | 夏 | value_form | price | performance | {performance} | 1 | 9")
        lines.append(f"c{number} | 夏 | csat | 总体 | satisfaction | {overall} | 1 | 5")
    return forms("\n".join(lines), " ".join(f"c{number}" for number in range(count)))


def test_important_and_badly_done_is_where_to_concentrate() -> None:
    row = forms()[("all", "夏", "price")]
    assert (row["importance"], row["performance"], row["priority"]) == (9.0, 3.0, 6.0)
    assert (row["quadrant"], row["band"]) == ("concentrate_here", "urgent")


def test_unimportant_and_well_done_may_be_overkill() -> None:
    row = forms()[("all", "夏", "surprise")]
    assert (row["priority"], row["quadrant"], row["band"]) == (-6.0, "possible_overkill", "excess")


def test_important_and_well_done_is_to_keep_up_on_whatever_scale_it_was_scored() -> None:
    row = forms()[("all", "夏", "employees")]
    assert (row["performance"], row["quadrant"], row["band"]) == (7.0, "keep_up", "appropriate")


def test_unimportant_and_badly_done_has_low_priority() -> None:
    row = forms()[("all", "夏", "memory")]
    assert (row["quadrant"], row["band"]) == ("low_priority", "appropriate")


def test_a_form_without_stated_importance_says_so() -> None:
    row = forms()[("all", "春", "price")]
    assert (row["importance"], row["quadrant"], row["band"]) == (None, None, None)
    assert row["reason"] == "importance not asked"


def test_the_companys_segments_stand_beside_all_customers_and_none_counts_twice() -> None:
    assert {segment for segment, _, _ in forms()} == {"all", "老客户"}
    assert forms()[("all", "夏", "price")]["performance_n"] == 1


def test_derived_importance_is_the_rank_correlation_with_overall_satisfaction() -> None:
    row = ten()[("all", "夏", "price")]
    assert row["derived_n"] == 10
    assert row["derived_importance"] == pytest.approx(stats.spearmanr(PERFORMANCE, OVERALL).statistic, abs=1e-6)


def test_derived_importance_has_the_interval_of_fieller_hartley_and_pearson() -> None:
    # rho = 0.856317: atanh = 1.279370, half = 1.959966 x sqrt(1.06 / 7) = 0.762698.
    row = ten()[("all", "夏", "price")]
    assert row["derived_low"] == pytest.approx(0.475127, abs=2e-6)
    assert row["derived_high"] == pytest.approx(0.966882, abs=2e-6)


def test_of_nine_customers_no_importance_is_derived() -> None:
    row = ten(9)[("all", "夏", "price")]
    assert (row["derived_importance"], row["derived_reason"]) == (None, "too few customers")


def test_without_overall_satisfaction_no_importance_is_derived() -> None:
    assert forms()[("all", "夏", "price")]["derived_reason"] == "no overall satisfaction asked"
