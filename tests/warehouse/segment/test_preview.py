"""Segments counted before they are saved, and the rows that tell why a count moved between two nights."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.world import run, world
from warehouse.published.query import QueryFailed
from warehouse.segment.preview import changes, overlap, rules, sizes
from warehouse.segment.segment import SegmentRefused

MEMBER = Path(warehouse.__file__).parent / "published" / "views" / "segment.member.sql"


@dataclass(frozen=True)
class Said:
    """A segment as a company says it."""

    name: str
    predicate: str
    sentence: str = "whom we mean"


SAID = (Said("b", "revenue > 50 and stage <> 'exit'"), Said("a", "stage = 'exit'"), Said("nobody", "revenue > 999"))


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = world(
        {
            "segment.customer_360": """
                customer_id | stage    | revenue
                C1          | exit     | 10
                C2          | growth   | 60
                C3          | maturity | 90
                C4          | decline  | 70
            """,
            "segment.segment_membership": """
                segment | customer_id | entered_on | left_on    | entered_by    | left_by
                a       | C1          | 2026-06-01 |            | new segment   |
                a       | C2          | 2026-06-01 | 2026-06-30 | new segment   | changed facts
                a       | C3          | 2026-06-29 |            | new customer  |
                a       | C4          | 2026-06-29 | 2026-06-30 | changed facts | redefinition
                b       | C2          | 2026-06-30 |            | changed facts |
            """,
            "ops.night": "today\n2026-06-28\n2026-06-30",
        }
    )
    run(con, "segment.segment_change")
    con.execute(f"create view segment.member as {MEMBER.read_text('utf-8')}")
    return con


def test_each_segment_is_counted_beside_its_members_of_last_night(con: duckdb.DuckDBPyConnection) -> None:
    assert sizes(con, SAID).rows() == [("b", 3, 0.75, 1), ("a", 1, 0.25, 2), ("nobody", 0, 0.0, None)]


def test_each_part_of_a_condition_is_counted(con: duckdb.DuckDBPyConnection) -> None:
    assert rules(con, SAID[:1]).rows() == [
        ("b", "revenue > 50", 3),
        ("b", "stage <> 'exit'", 3),
        ("b", "revenue > 50 AND stage <> 'exit'", 3),
    ]


def test_the_overlap_of_a_named_segment_is_with_all_others(con: duckdb.DuckDBPyConnection) -> None:
    said = (*SAID, Said("c", "revenue between 60 and 70"))
    assert overlap(con, said, ["c"]).rows() == [("c", "b", 2, 1.0, 2 / 3)]
    assert overlap(con, said, ["a", "nobody"]).rows() == []


def test_a_condition_that_cannot_be_used_is_refused_by_name(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(SegmentRefused, match=r"^mine: there is no column stag; did you mean stage\?"):
        sizes(con, [Said("mine", "stag = 'exit'")])


def test_what_moved_a_count_adds_up(con: duckdb.DuckDBPyConnection) -> None:
    found = changes(con, date(2026, 6, 28), date(2026, 6, 30)).rows()
    assert found == [
        ("a", "members on 2026-06-28", 2),
        ("a", "entered: changed facts", 1),
        ("a", "entered: new customer", 1),
        ("a", "left: changed facts", -1),
        ("a", "left: redefinition", -1),
        ("a", "members on 2026-06-30", 2),
        ("b", "members on 2026-06-28", 0),
        ("b", "entered: changed facts", 1),
        ("b", "members on 2026-06-30", 1),
    ]
    for segment in ("a", "b"):
        counts = [count for name, _, count in found if name == segment]
        assert sum(counts[:-1]) == counts[-1]


def test_the_last_two_nights_stand_for_what_is_not_said(con: duckdb.DuckDBPyConnection) -> None:
    assert changes(con, None, None, ["b"]).equals(changes(con, date(2026, 6, 28), date(2026, 6, 30), ["b"]))
    assert changes(con, None, date(2026, 6, 1), ["a"]).rows() == [
        ("a", "members on 2026-06-01", 2),
        ("a", "members on 2026-06-01", 2),
    ]


def test_a_night_of_an_older_version_is_refused_in_a_sentence() -> None:
    con = world({})
    con.execute("create view segment.member as select 1 as segment")
    con.execute("alter table segment.customer_360 drop column stage")
    with pytest.raises(QueryFailed, match="stage"):
        sizes(con, [Said("a", "stage = 'exit'")])
