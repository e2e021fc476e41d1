"""What surveys last heard of each customer."""

from functools import cache
from typing import Any

from tests.world.chain import rows_of
from tests.world.survey import survey

HEARD = """
who  | wave | instrument | item | aspect       | score | low | high | on
both | 夏   | nps        | 推荐 | likelihood   | 9     | 0   | 10   | 2026-06-01
both | 夏   | csat       | 总体 | satisfaction | 3     | 1   | 5    | 2026-06-01
one  | 春   | csat       | 总体 | satisfaction | 4     | 1   | 5    | 2026-03-01
one  | 夏   | csat       | 总体 | satisfaction |       | 1   | 5    | 2026-06-01
old  | 旧   | nps        | 推荐 | likelihood   | 9     | 0   | 10   | 2024-06-01
zone | 夏   | servqual   | 可靠 | perceived    | 5     | 1   | 7    | 2026-06-01
zone | 夏   | servqual   | 可靠 | adequate     | 4     | 1   | 7    | 2026-06-01
zone | 夏   | servqual   | 可靠 | desired      | 6     | 1   | 7    | 2026-06-01
zone | 夏   | closeness  | 远近 | current      | 5     | 1   | 7    | 2026-06-01
"""


@cache
def attitudes() -> dict[str, dict[str, Any]]:
    facts = survey(HEARD) | {"identity.customer": "customer_id\nboth\none\nold\nzone\nnever"}
    return {row["customer_id"]: row for row in rows_of("relationship.attitude", facts)}


def test_recommendation_and_satisfaction_make_the_attitude() -> None:
    row = attitudes()["both"]
    assert (row["nps_score"], row["csat_percent"], row["attitude_percent"]) == (9.0, 50.0, 70.0)


def test_one_of_them_alone_is_the_attitude_and_an_empty_later_answer_does_not_hide_it() -> None:
    row = attitudes()["one"]
    assert (row["csat_percent"], row["nps_reason"], row["attitude_percent"]) == (75.0, "not asked", 75.0)


def test_what_was_told_too_long_ago_no_longer_counts() -> None:
    row = attitudes()["old"]
    assert (row["nps_score"], row["nps_reason"]) == (None, "told too long ago")
    assert row["attitude_reason"] == "neither recommendation nor satisfaction told"


def test_the_zone_and_closeness_of_the_last_wave_are_told() -> None:
    row = attitudes()["zone"]
    assert (row["zone"], row["msa"], row["mss"], row["current_closeness"]) == ("tolerated", 1.0, -1.0, 5.0)
    assert (row["gap"], row["gap_reason"]) == (None, "sides missing or scales differ")


def test_a_customer_never_asked_stands_with_its_reasons() -> None:
    row = attitudes()["never"]
    reasons = {value for name, value in row.items() if name.endswith("_reason")}
    assert reasons == {"not asked", "neither recommendation nor satisfaction told"}
