"""Each view of an analyst holds one sum."""

from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.world import world

VIEWS = Path(warehouse.__file__).parent / "published" / "views"
MATTERS = (
    "customer_id | source | episode | is_crisis\nC1 | desk | a | true\nC1 | desk | b | false\nC2 | desk | a | true"
)
FAILED = "customer_id | source | episode | failed_on | put_right_on\nC1 | desk | a | 2026-06-01 | 2026-06-03"


def seen(name: str, facts: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """The drawn world with a view."""
    con = world(facts)
    con.execute(f"create view {name} as {(VIEWS / f'{name}.sql').read_text('utf-8')}")
    return con


def test_every_matter_with_a_crisis_is_listed_with_what_was_done() -> None:
    con = seen("satisfaction.crisis", {"satisfaction.moment_of_truth": MATTERS, "satisfaction.recovery": FAILED})
    rows = con.execute("select customer_id, episode, put_right_on::varchar from satisfaction.crisis order by all")
    assert rows.fetchall() == [("C1", "a", "2026-06-03"), ("C2", "a", None)]


def test_the_members_are_the_stays_that_nobody_left() -> None:
    stays = """
        segment | customer_id | entered_on | left_on    | left_by
        a       | C1          | 2026-06-01 |            |
        a       | C2          | 2026-06-01 | 2026-06-09 | changed facts
    """
    con = seen("segment.member", {"segment.segment_membership": stays})
    assert con.execute("select segment, customer_id from segment.member").fetchall() == [("a", "C1")]


def test_the_customers_of_all_stages_are_those_of_the_life_cycle() -> None:
    stages = "customer_id | stage\nC1 | growth\nC2 | growth\nC3 | exit"
    con = seen("lifecycle.stage_value", {"lifecycle.lifecycle": stages, "value.clv": "customer_id | clv_12m\nC1 | 7"})
    rows = con.execute("select stage, customers, clv_12m from lifecycle.stage_value order by stage").fetchall()
    assert [(stage, customers, clv and float(clv)) for stage, customers, clv in rows] == [
        ("exit", 1, None),
        ("growth", 2, 7.0),
    ]


@pytest.mark.parametrize("path", sorted(VIEWS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_view_says_what_it_holds(path: Path) -> None:
    assert path.read_text("utf-8").startswith("-- ")
