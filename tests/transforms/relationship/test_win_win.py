"""What the customer has of us against what we have of the customer."""

from functools import cache
from typing import Any

import pytest

from tests.world.chain import rows_of

ATTITUDES = """
customer_id | net_value | msa | attitude_reason
both        | 3         |     | neither recommendation nor satisfaction told
theirs      | 0         | -2  | neither recommendation nor satisfaction told
ours        |           | -1  | neither recommendation nor satisfaction told
nobody      | -0.5      |     | neither recommendation nor satisfaction told
silent      |           |     | neither recommendation nor satisfaction told
looker      | 3         |     | neither recommendation nor satisfaction told
unknown     |           |     | neither recommendation nor satisfaction told
"""
FACTS = """
customer_id | purchases
both        | 2
theirs      | 2
ours        | 2
nobody      | 2
silent      | 2
looker      | 0
unknown     | 0
"""
WORTH = """
customer_id | profit_12m
both        | 420
theirs      | -90
ours        | 0
nobody      | -0.01
silent      | 10
looker      | 0
"""


@cache
def quadrants() -> dict[str, dict[str, Any]]:
    facts = {"relationship.attitude": ATTITUDES, "relationship.rung_fact": FACTS, "value.customer_value": WORTH}
    return {row["customer_id"]: row for row in rows_of("relationship.win_win", facts)}


@pytest.mark.parametrize(
    ("who", "quadrant", "action"),
    [
        ("both", "win_win", "keep and deepen"),
        ("theirs", "customer_wins", "serve at lower cost or sell more"),
        ("ours", "captive", "give more before a rival does"),
        ("nobody", "lose_lose", "change the terms or part"),
    ],
)
def test_a_customer_stands_in_one_of_four_quadrants(who: str, quadrant: str, action: str) -> None:
    assert (quadrants()[who]["quadrant"], quadrants()[who]["action"]) == (quadrant, action)


def test_net_customer_value_outranks_service_adequacy() -> None:
    row = quadrants()["theirs"]
    assert (row["customer_net"], row["customer_net_basis"]) == (0.0, "net_customer_value")
    assert quadrants()["ours"]["customer_net_basis"] == "service_adequacy"


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("silent", "never asked what it gets and what it costs"),
        ("looker", "never sold to"),
        ("unknown", "neither asked nor sold to"),
    ],
)
def test_without_both_sides_there_is_no_quadrant(who: str, reason: str) -> None:
    row = quadrants()[who]
    assert (row["quadrant"], row["action"], row["reason"]) == (None, None, reason)
