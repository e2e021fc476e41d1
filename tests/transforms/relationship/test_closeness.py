"""How close customers feel against how close they want to be."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import survey

CLOSENESS = """
who   | wave | instrument | item | aspect  | score | low | high | on
near  | 夏   | closeness  | 远近 | current | 5     | 1   | 7    | 2026-06-01
near  | 夏   | closeness  | 远近 | wanted  | 6     | 1   | 7    | 2026-06-01
fine  | 夏   | closeness  | 远近 | current | 2     | 1   | 7    | 2026-06-01
fine  | 夏   | closeness  | 远近 | wanted  | 2     | 1   | 7    | 2026-06-01
much  | 夏   | closeness  | 远近 | current | 6     | 1   | 7    | 2026-06-01
much  | 夏   | closeness  | 远近 | wanted  | 3     | 1   | 7    | 2026-06-01
much  | 春   | closeness  | 远近 | current | 4     | 0   | 6    | 2026-03-01
half  | 夏   | closeness  | 远近 | current | 4     | 1   | 7    | 2026-06-01
loose | 夏   | closeness  | 远近 | current | 4     |     |      | 2026-06-01
loose | 夏   | closeness  | 远近 | wanted  | 4     |     |      | 2026-06-01
"""


@cache
def rows(table: str = "relationship.closeness") -> list[dict[str, Any]]:
    return rows_of(table, survey(CLOSENESS))


def row(who: str, wave: str = "夏") -> dict[str, Any]:
    return next(r for r in rows() if (r["customer_id"], r["wave"]) == (who, wave))


def test_who_feels_farther_than_wanted_wants_us_closer() -> None:
    found = row("near")
    assert (found["closeness_gap"], found["verdict"], found["action"]) == (-1.0, "wants_closer", "come closer")


def test_who_is_as_close_as_wanted_is_aligned() -> None:
    assert (row("fine")["closeness_gap"], row("fine")["verdict"]) == (0.0, "aligned")


def test_who_feels_closer_than_wanted_is_to_be_contacted_less() -> None:
    assert (row("much")["closeness_gap"], row("much")["action"]) == (3.0, "contact less")


def test_closeness_on_another_scale_is_brought_to_seven_points() -> None:
    assert (row("much", "春")["current_closeness"], row("much", "春")["is_latest"]) == (5.0, False)


def test_one_side_alone_is_no_gap() -> None:
    assert (row("half")["closeness_gap"], row("half")["reason"]) == (None, "one side not answered")


def test_closeness_on_an_undeclared_scale_is_refused() -> None:
    assert (row("loose")["current_closeness"], row("loose")["reason"]) == (None, "no scale declared")


def test_a_wave_has_the_mean_gap_and_its_groups() -> None:
    (found,) = rows("relationship.closeness_summary")
    # -1, 0 and 3: mean 2/3, variance 13/3, t with two degrees 4.302653.
    assert (found["n"], found["closeness_gap"]) == (3, 0.666667)
    assert found["low"] == pytest.approx(2 / 3 - 4.302653 * (13 / 9) ** 0.5, abs=1e-5)
    assert (found["wants_closer"], found["aligned"], found["too_close"]) == (1, 1, 1)
