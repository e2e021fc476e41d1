"""Two times: from when on a fact holds, and on which nights it was believed; what was believed is never rewritten."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.world import run, world
from warehouse.published.query import QueryFailed
from warehouse.published.question import believed

HEADER = "customer_id | field | value | updated_at | is_winner\n"


class Nights:
    """Nights one after the other, each told what wins, as `value@day` of the source's last change."""

    def __init__(self) -> None:
        self.beliefs = ""

    def night(self, today: date, city: str | None) -> "Nights":
        value, _, changed = (city or "").partition("@")
        row = f"C1 | city | {value} | {changed and changed + ' 08:00'} | true" if city else ""
        before = "customer_id | field | value | valid_from | recorded_from | recorded_to\n" + self.beliefs
        con = world({"identity.golden_field": HEADER + row}, today, last_night={"identity.fact_history": before})
        self.rows = [tuple(r.values()) for r in run(con, "identity.fact_history", "recorded_from, valid_from")]
        self.beliefs = "\n".join(" | ".join("" if v is None else str(v) for v in row) for row in self.rows)
        return self

    def known(self, on: date, known_on: date, tmp_path: Path) -> str | None:
        """The city on one day as the night of another knew it."""
        file = tmp_path / "live.duckdb"
        file.unlink(missing_ok=True)
        columns = "customer_id | field | value | valid_from | recorded_from | recorded_to\n"
        con = world({"identity.fact_history": columns + self.beliefs})
        con.execute(f"attach '{file}' as live; copy from database night to live; detach live")
        con.close()
        city: str | None = believed(file, "C1", on, known_on)["value"].to_list()[0]
        return city


def june(day: int) -> date:
    return date(2026, 6, day)


def test_a_value_holds_from_the_day_on_which_its_source_changed_it() -> None:
    rows = Nights().night(june(28), "上海@2026-06-20").rows
    assert rows == [("C1", "city", "上海", june(20), june(28), None)]


def test_a_value_without_a_day_holds_from_the_first_night_that_knew_it() -> None:
    assert Nights().night(june(28), "上海@").rows == [("C1", "city", "上海", june(28), june(28), None)]


def test_a_value_told_again_changes_nothing() -> None:
    nights = Nights().night(june(28), "上海@2026-06-20").night(june(29), "上海@2026-06-29")
    assert nights.rows == [("C1", "city", "上海", june(20), june(28), None)]


@pytest.mark.parametrize(
    ("on", "known_on", "city"),
    [
        (june(22), june(28), "上海"),
        (june(22), june(30), "上海"),
        (june(26), june(28), "上海"),
        (june(26), june(29), "苏州"),
    ],
)
def test_a_move_told_late_corrects_the_days_since_and_not_what_was_known(
    tmp_path: Path, on: date, known_on: date, city: str
) -> None:
    nights = (
        Nights()
        .night(june(28), "上海@2026-06-20")
        .night(june(29), "苏州@2026-06-25")
        .night(june(30), "苏州@2026-06-25")
    )
    assert nights.known(on, known_on, tmp_path) == city


@pytest.mark.parametrize(("known_on", "city"), [(june(28), "上海"), (june(29), "杭州")])
def test_a_correction_takes_the_place_of_what_it_corrects_from_its_night_on(
    tmp_path: Path, known_on: date, city: str
) -> None:
    nights = Nights().night(june(28), "上海@2026-06-20").night(june(29), "杭州@2026-06-18")
    assert nights.known(june(21), known_on, tmp_path) == city
    assert nights.rows[0][:2] + nights.rows[0][4:] == ("C1", "city", june(28), june(29))


def test_a_value_that_nobody_tells_any_more_held_until_that_night(tmp_path: Path) -> None:
    nights = Nights().night(june(28), "上海@2026-06-20").night(june(29), None).night(june(30), None)
    assert len(nights.rows) == 2
    assert nights.known(june(28), june(30), tmp_path) == "上海"
    with pytest.raises(QueryFailed, match="knew nothing"):
        nights.known(june(29), june(30), tmp_path)


def test_a_value_known_to_hold_longer_is_believed_from_the_earlier_day() -> None:
    nights = Nights().night(june(28), "上海@2026-06-20").night(june(29), "上海@2026-06-10")
    assert [(row[3], row[4], row[5]) for row in nights.rows] == [
        (june(20), june(28), june(29)),
        (june(10), june(29), None),
    ]


def test_a_day_ahead_in_a_source_is_no_fact_yet() -> None:
    con: duckdb.DuckDBPyConnection = world(
        {"identity.golden_field": HEADER + "C1 | city | 上海 | 2026-07-30 08:00 | true"}, june(28)
    )
    [row] = run(con, "identity.fact_history")
    assert row["valid_from"] == june(28)
