"""A delivery changes what stands in the way that its contract says."""

from datetime import date

import pytest

from expectations.table import Column
from tests.warehouse.admission.landing import Door, promised
from warehouse.admission.quarantine import NightStopped

TOMORROW = date(2026, 7, 1)
BEFORE = """
no | name   | joined_at
1  | 王小明 | 2024-01-01
2  | 李娜   | 2024-01-02
3  | Ann    |
"""


def test_a_snapshot_replaces_what_stood_and_absence_is_a_deletion(door: Door) -> None:
    door.admit(promised(), BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(promised(), "no | name\n2 | 李娜娜\n4 | Bob")

    assert door.members() == [("2", "李娜娜"), ("4", "Bob")]
    assert (figures.current_rows, figures.deleted_rows) == (2, 2)


def test_a_row_refused_tonight_is_not_counted_as_deleted(door: Door) -> None:
    door.admit(promised(), BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(promised(), "no | name | visits\n1 | 王小明 | few\n2 | 李娜 | 2")

    assert (figures.current_rows, figures.deleted_rows) == (1, 1)


def test_an_append_keeps_what_stood_and_adds_what_is_new(door: Door) -> None:
    log = promised("append", cursor="joined_at")
    door.admit(log, BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(log, "no | name | joined_at\n4 | Bob | 2024-01-03\n5 | 赵云 | 2023-01-01")

    assert [no for no, _ in door.members()] == ["1", "2", "3", "4", "5"]
    assert (figures.kept, figures.current_rows, figures.deleted_rows) == (2, 5, 0)


@pytest.mark.parametrize(
    ("tonight", "name"),
    [
        pytest.param("2 | 李娜娜 | 2024-01-03", "李娜娜", id="a later row"),
        pytest.param("2 | 李娜娜 | 2024-01-02", "李娜娜", id="a row of the same moment"),
        pytest.param("2 | 李娜娜 | 2023-12-31", "李娜", id="an older row"),
        pytest.param("2 | 李娜娜 |", "李娜娜", id="a row without a cursor"),
    ],
)
def test_in_an_append_the_latest_row_of_a_key_stands(door: Door, tonight: str, name: str) -> None:
    log = promised("append", cursor="joined_at")
    door.admit(log, BEFORE)
    door.next_night(TOMORROW)

    door.admit(log, f"no | name | joined_at\n{tonight}")

    assert door.members() == [("1", "王小明"), ("2", name), ("3", "Ann")]


def test_an_append_without_a_key_knows_a_row_sent_again_by_its_content(door: Door) -> None:
    log = promised("append", key=())
    door.admit(log, "no | name\n1 | 王小明\n1 | 王小明\n2 | 李娜")
    door.next_night(TOMORROW)

    door.admit(log, "no | name\n1 | 王小明\n1 | 王小明\n1 | 王小明\n3 | Ann")

    assert door.members() == [("1", "王小明"), ("1", "王小明"), ("1", "王小明"), ("2", "李娜"), ("3", "Ann")]


CHANGES = promised("changes", cursor="joined_at", operation_column="level", delete_words=("silver",))


def test_changes_upsert_and_delete(door: Door) -> None:
    door.admit(CHANGES, BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(
        CHANGES,
        """
        no | name   | joined_at  | level
        1  | 王晓明 | 2024-02-01 | gold
        2  |        | 2024-02-01 | silver
        4  | Bob    | 2024-02-01 |
        """,
    )

    assert door.members() == [("1", "王晓明"), ("3", "Ann"), ("4", "Bob")]
    assert (figures.kept, figures.quarantined, figures.current_rows, figures.deleted_rows) == (3, 0, 3, 1)


def test_changes_of_one_key_follow_one_another_in_time(door: Door) -> None:
    door.admit(CHANGES, BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(
        CHANGES,
        """
        no | name   | joined_at  | level
        1  |        | 2024-03-01 | silver
        1  | 王晓明 | 2024-02-01 |
        2  |        | 2024-02-01 | silver
        2  | 李娜娜 | 2024-03-01 |
        5  | 赵云   | 2024-03-01 |
        5  |        | 2024-03-01 | silver
        """,
    )

    assert door.members() == [("2", "李娜娜"), ("3", "Ann")]
    assert (figures.received, figures.kept, figures.quarantined) == (6, 6, 0)


def test_a_deletion_that_is_older_than_what_stands_deletes_nothing(door: Door) -> None:
    door.admit(CHANGES, BEFORE)
    door.next_night(TOMORROW)

    door.admit(CHANGES, "no | joined_at | level\n1 | 2023-01-01 | silver")

    assert ("1", "王小明") in door.members()


def test_a_deletion_without_a_key_is_refused(door: Door) -> None:
    door.admit(CHANGES, "no | joined_at | level\n | 2023-01-01 | silver")

    assert door.refusals() == {(None, "no is filled")}


def test_changes_need_a_key(door: Door) -> None:
    with pytest.raises(NightStopped, match="changes can only be applied by key"):
        door.admit(promised("changes", key=()), "no | name\n1 | 王小明")


def test_the_cursor_is_the_greatest_of_the_rows_kept_and_never_moves_back(door: Door) -> None:
    log = promised("append", cursor="joined_at")
    first = door.admit(
        log, "no | name | joined_at | visits\n1 | a | 2024-01-05 | 1\n2 | b | 2024-09-09 | few\n3 | c | |"
    )
    door.next_night(TOMORROW)
    second = door.admit(log, "no | name | joined_at\n4 | d | 2024-01-02")

    assert first.cursor == second.cursor == "2024-01-04 16:00:00"


@pytest.mark.parametrize(
    ("moment", "cursor"),
    [
        pytest.param("2026-06-30 23:59", "2026-06-30 15:59:00", id="the last minute of the company's day"),
        pytest.param("2026-07-01 00:00", "2023-12-31 16:00:00", id="the day after"),
        pytest.param("2062-06-30 10:00", "2023-12-31 16:00:00", id="a mistaken year"),
    ],
)
def test_a_moment_beyond_the_night_does_not_move_the_cursor(door: Door, moment: str, cursor: str) -> None:
    log = promised("append", cursor="joined_at")

    figures = door.admit(log, f"no | name | joined_at\n1 | a | 2024-01-01\n2 | b | {moment}")

    assert (figures.current_rows, figures.cursor) == (2, cursor)


def test_when_nothing_comes_the_rows_of_the_night_before_stand_and_the_night_says_so(door: Door) -> None:
    patient = promised("append", cursor="joined_at", may_be_absent=True)
    before = door.admit(patient, BEFORE)
    door.next_night(TOMORROW)

    figures = door.admit(patient, None)

    assert [no for no, _ in door.members()] == ["1", "2", "3"]
    assert (figures.received, figures.current_rows, figures.cursor) == (0, 3, before.cursor)
    assert door.rows("select is_stale, stale_reason from ops.delivery") == [(True, "the server did not answer")]


def test_when_nothing_comes_on_the_first_night_the_table_is_there_and_empty(door: Door) -> None:
    assert door.admit(promised(may_be_absent=True), None).current_rows == 0
    assert door.members() == []


def test_when_nothing_comes_and_the_contract_promises_it_the_night_stops(door: Door) -> None:
    with pytest.raises(NightStopped, match="the server did not answer, and its contract does not say that it may be"):
        door.admit(promised(), None)


def test_a_column_that_the_contract_gains_is_null_in_the_rows_of_before(door: Door) -> None:
    few = promised("append", columns=promised().columns[:2])
    door.admit(few, "no | name\n1 | 王小明")
    door.next_night(TOMORROW)

    door.admit(promised("append"), "no | name | visits\n2 | 李娜 | 3")

    assert door.members("no, visits") == [("1", None), ("2", 3)]


def test_a_column_that_changes_its_type_stops_the_night_instead_of_losing_values(door: Door) -> None:
    as_text = promised("append", columns=promised().columns[:2])
    door.admit(as_text, "no | name\n1 | 王小明")
    door.next_night(TOMORROW)
    as_number = promised("append", columns=(as_text.columns[0], Column("name", "INTEGER", "A number.")))

    with pytest.raises(NightStopped, match="a column that changes its type needs a new name") as stopped:
        door.admit(as_number, "no | name\n2 | 7")

    assert "王小明" not in str(stopped.value)
