"""Figures that the report reads from stored tables."""

from pathlib import Path

import polars as pl
import pytest

from expectations.company.state import Files
from flows.report.analyst import open_analyst
from flows.report.past import FREQUENCY, TRACKING
from flows.report.value import WHALE
from tests.flows.report.published import bought, publish


def rows(state: Path, facts: dict[str, str], query: str) -> pl.DataFrame:
    with open_analyst(Files(publish(state, facts).state / "warehouse").analyst) as analyst:
        return analyst.rows(query)


def test_the_whale_curve_begins_at_nought_and_ends_with_everybody(tmp_path: Path) -> None:
    curve = rows(tmp_path, bought(), WHALE)
    assert curve.row(0) == (0, 0)
    assert curve.row(-1) == pytest.approx((1, 1))
    assert curve.height == 61
    assert curve.equals(curve.sort("customers"))


def test_what_came_by_frequency_and_day_is_what_was_bought(tmp_path: Path) -> None:
    facts = bought()
    frequency = rows(tmp_path / "one", facts, FREQUENCY)
    tracking = rows(tmp_path / "other", facts, TRACKING)
    assert frequency["customers"].sum() == 60
    assert tracking["came"].is_sorted()
    shown = tracking.filter(~pl.col("is_foretold"))
    assert shown["day"][-1] == "2025-12-30"
    came = tracking["came"][-1] - shown["came"][-1]
    assert came == round((frequency["customers"] * frequency["came"]).sum())
