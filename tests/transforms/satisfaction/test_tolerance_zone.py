"""Where perceived service stands between what will do and what is hoped for."""

from typing import Any

import pytest

from tests.world.chain import rows_of
from tests.world.survey import survey

ZONES = """
who    | perceived | adequate | desired
below  | 3         | 4        | 6
inside | 5         | 4        | 6
border | 6         | 4        | 6
above  | 7         | 4        | 6
narrow | 5         | 5        | 5
wrong  | 5         | 6        | 4
silent |           | 4        | 6
half   | 5         |          | 6
"""


def drawn_zones() -> dict[str, str]:
    lines = ["who | wave | instrument | item | aspect | score | low | high"]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in ZONES.strip().splitlines()]
    for row in rows:
        lines += [
            f"{row[0]} | 夏 | servqual | 可靠 | {aspect} | {score} | 1 | 7"
            for aspect, score in zip(header[1:], row[1:], strict=True)
        ]
    return survey("\n".join(lines))


@pytest.fixture(scope="module")
def zones() -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in rows_of("satisfaction.tolerance_zone", drawn_zones())}


def place(row: dict[str, Any]) -> tuple[float | None, float | None, float | None, float | None, str | None, str | None]:
    return row["msa"], row["mss"], row["width"], row["position"], row["zone"], row["reason"]


def test_below_adequate_is_unacceptable(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["below"]) == (-1.0, -3.0, 2.0, -0.5, "unacceptable", None)


def test_between_adequate_and_desired_is_tolerated(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["inside"]) == (1.0, -1.0, 2.0, 0.5, "tolerated", None)


def test_as_desired_is_still_tolerated(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["border"]) == (2.0, 0.0, 2.0, 1.0, "tolerated", None)


def test_above_desired_delights(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["above"]) == (3.0, 1.0, 2.0, 1.5, "delighted", None)


def test_a_zone_without_width_has_no_position(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["narrow"]) == (0.0, 0.0, 0.0, None, "tolerated", None)


def test_adequate_above_desired_is_refused(zones: dict[str, dict[str, Any]]) -> None:
    assert place(zones["wrong"]) == (None, None, None, None, None, "adequate above desired")


def test_a_zone_without_perceived_service_says_so(zones: dict[str, dict[str, Any]]) -> None:
    assert zones["silent"]["reason"] == "perceived service not answered"


def test_a_zone_with_one_bound_says_so(zones: dict[str, dict[str, Any]]) -> None:
    assert zones["half"]["reason"] == "adequate or desired service not answered"


def test_the_summary_counts_only_possible_zones() -> None:
    (row,) = rows_of("satisfaction.tolerance_zone_summary", drawn_zones())
    assert (row["n"], row["msa"], row["mss"]) == (5, 1.0, -0.6)
    assert (row["unacceptable_share"], row["tolerated_share"], row["delighted_share"]) == (0.2, 0.6, 0.2)
    # Wilson's intervals of three of five and of one of five.
    assert (round(row["tolerated_low"], 4), round(row["tolerated_high"], 4)) == (0.2307, 0.8824)
    assert (round(row["delighted_low"], 4), round(row["delighted_high"], 4)) == (0.0362, 0.6245)
    # msa -1, 1, 2, 3, 0: standard deviation sqrt(2.5), t with four degrees 2.776445.
    assert row["msa_high"] == pytest.approx(1 + 2.776445 * (2.5 / 5) ** 0.5, abs=1e-6)
