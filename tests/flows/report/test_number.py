"""Figures as people read them."""

from datetime import date
from decimal import Decimal

import pytest

from flows.report.number import cell, count, figure, money, percent


@pytest.mark.parametrize(
    ("value", "heading", "said"),
    [
        pytest.param(None, "", "–", id="unknown"),
        pytest.param(1234567, "", "1,234,567", id="a count"),
        pytest.param(Decimal("1234567.8901"), "", "1,234,568", id="an amount in whole units"),
        pytest.param(Decimal("-0.4"), "", "0", id="never a negative nought"),
        pytest.param(0.4375, "share of customers", "44%", id="a share"),
        pytest.param(0.4375, "estimate", "0.438", id="a figure"),
        pytest.param(True, "", "yes", id="a truth"),
        pytest.param(date(2026, 6, 30), "", "2026-06-30", id="a day"),
        pytest.param("高价值", "", "高价值", id="a text"),
    ],
)
def test_a_cell_says_its_value(value: object, heading: str, said: str) -> None:
    assert cell(value, heading) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0%"),
        (0.0004, "under 0.1%"),
        (0.017, "1.7%"),
        (0.05, "5%"),
        (0.104, "10%"),
        (1.04, "104%"),
        (-0.015, "-1.5%"),
    ],
)
def test_a_decimal_stands_only_where_it_tells_something(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("value", "said"), [(0.06642, "0.0664"), (31.25, "31.2"), (3887.6, "3,888"), (-0.41, "-0.41")])
def test_figures_keep_three_digits_or_their_whole_part(value: float, said: str) -> None:
    assert figure(value) == said


def test_amounts_and_counts_say_their_unit() -> None:
    assert money(Decimal("99.5"), "CNY") == "100 CNY"
    assert money(None, "CNY") == "–"
    assert [count(n, "row") for n in (0, 1, 2000)] == ["0 rows", "1 row", "2,000 rows"]
