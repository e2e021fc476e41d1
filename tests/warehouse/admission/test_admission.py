"""What comes through the door is typed and whole; what does not is kept aside with its reason."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from expectations.contract.source_object import Rule
from expectations.table import Column
from tests.warehouse.admission.landing import Door, promised
from warehouse.admission.admission import admit
from warehouse.admission.quarantine import NightStopped

moment = datetime.fromisoformat

MEMBERS = """
no  | name   | born_on    | spent  | visits | joined_at            | is_vip | level
101 | 欧阳修 | 1984-02-29 | 120.50 | 3      | 2024-01-01 08:30     | 是     | gold
102 | Müller |            |        |        | 2024-01-01T08:30:00Z | no     |
"""


def test_a_kept_row_says_what_the_source_wrote(door: Door) -> None:
    figures = door.admit(promised(), MEMBERS)

    assert (figures.received, figures.kept, figures.quarantined, figures.current_rows) == (2, 2, 0, 2)
    first, second = door.members("*")
    assert first == (
        "101", "欧阳修", date(1984, 2, 29), Decimal("120.50"), 3, moment("2024-01-01 00:30"), True, "gold"
    )  # fmt: skip
    assert second == ("102", "Müller", None, None, None, moment("2024-01-01 08:30"), False, None)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        pytest.param("1 | 王小明 | 1990-02-30 | | | gold", "born_on is a date", id="no such day"),
        pytest.param(
            "1 | 王小明 | | 三元 | | gold", "spent is a number of at most 8 digits and 2 decimals", id="words"
        ),
        pytest.param("1 | 王小明 | | | 1.5 | gold", "visits is a whole number", id="half a visit"),
        pytest.param("1 | | | | | gold", "name is filled", id="nameless"),
        pytest.param("| 王小明 | | | | gold", "no is filled", id="keyless"),
        pytest.param("1 | 王小明 | | | | bronze", "level is one of gold, silver", id="unknown word"),
    ],
)
def test_a_cell_that_breaks_its_promise_refuses_its_row_alone(door: Door, cells: str, sentence: str) -> None:
    drawing = f"no | name | born_on | spent | visits | level\n{cells}\n2 | 李娜 | | | | silver"

    figures = door.admit(promised(), drawing)

    assert door.members() == [("2", "李娜")]
    assert [rule for _, rule in door.refusals()] == [sentence]
    assert (figures.received, figures.kept, figures.quarantined) == (2, 1, 1)


def test_a_refusal_names_source_line_key_sentence_and_night(door: Door) -> None:
    door.admit(promised(), "no | name | born_on\n1 | 王小明 |\n2 | 李娜 | soon")

    assert door.rows("from ops.quarantine") == [("crm", "member", 3, "2", "born_on is a date", "critical", door.today)]


def test_a_row_that_breaks_two_promises_is_one_refused_row_with_two_reasons(door: Door) -> None:
    figures = door.admit(promised(), "no | name | born_on | visits\n1 | 王小明 | soon | few")

    assert door.refusals() == {("1", "born_on is a date"), ("1", "visits is a whole number")}
    assert (figures.received, figures.kept, figures.quarantined) == (1, 0, 1)


def test_of_a_key_that_comes_twice_the_upper_row_stays(door: Door) -> None:
    door.admit(promised(), "no | name\n1 | 王小明\n1 | 王晓明\n2 | 李娜")

    assert door.members() == [("1", "王小明"), ("2", "李娜")]
    assert door.refusals() == {("1", "the key appears once")}


def test_of_a_key_that_comes_twice_the_latest_row_stays_when_there_is_a_cursor(door: Door) -> None:
    drawing = "no | name | joined_at\n1 | 王小明 | 2024-01-01\n1 | 王晓明 | 2024-02-01\n1 | 王明 |"

    door.admit(promised(cursor="joined_at"), drawing)

    assert door.members() == [("1", "王晓明")]


def test_a_broken_row_does_not_push_out_a_good_one_of_its_key(door: Door) -> None:
    door.admit(promised(), "no | name | visits\n1 | 王小明 | few\n1 | 王晓明 | 2")

    assert door.members() == [("1", "王晓明")]


def test_a_critical_rule_refuses_and_a_warning_counts(door: Door) -> None:
    rules = (
        Rule("nobody pays us to come", "critical", "spent >= 0"),
        Rule("a member comes at least once", "warning", "visits > 0"),
    )

    door.admit(promised(rules=rules), "no | name | spent | visits\n1 | 王小明 | -1 | 1\n2 | 李娜 | 5 | 0\n3 | Ann | |")

    assert door.members() == [("2", "李娜"), ("3", "Ann")]
    assert door.refusals() == {("1", "nobody pays us to come")}
    counted = door.rows("select rule, severity, is_success, rows_checked, rows_failed from ops.validation")
    assert ("nobody pays us to come", "critical", False, 3, 1) in counted
    assert ("a member comes at least once", "warning", False, 3, 1) in counted
    assert ("name is filled", "critical", True, 3, 0) in counted


def test_a_rule_may_look_at_the_nights_day(door: Door) -> None:
    rules = (Rule("nobody is born tomorrow", "critical", "born_on <= today"),)

    door.admit(promised(rules=rules), "no | name | born_on\n1 | 王小明 | 2026-06-30\n2 | 李娜 | 2026-07-01")

    assert door.members() == [("1", "王小明")]


def test_a_rule_about_a_share_lets_its_rows_pass_while_the_share_is_met(door: Door) -> None:
    rules = (Rule("three of four say their level", "critical", "level is not null", minimum_share=0.75),)

    door.admit(promised(rules=rules), "no | name | level\n1 | a | gold\n2 | b | gold\n3 | c | gold\n4 | d |")

    assert len(door.members()) == 4


def test_below_its_share_a_critical_rule_stops_the_night(door: Door) -> None:
    rules = (Rule("three of four say their level", "critical", "level is not null", minimum_share=0.75),)

    with pytest.raises(NightStopped, match="three of four say their level' holds for 50.0 % of the rows; 75.0%"):
        door.admit(promised(rules=rules), "no | name | level\n1 | a | gold\n2 | b |")


@pytest.mark.parametrize(
    ("severity", "stops"), [pytest.param("critical", True, id="critical"), pytest.param("warning", False, id="warning")]
)
def test_a_figure_outside_its_bounds_stops_the_night_when_it_is_critical(
    door: Door, severity: str, stops: bool
) -> None:
    rules = (Rule("there are ten members", severity, query="select count(*) from {object}", at_least=10),)  # type: ignore[arg-type]

    if stops:
        with pytest.raises(NightStopped, match="crm.member: 'there are ten members' does not hold"):
            door.admit(promised(rules=rules), MEMBERS)
    else:
        door.admit(promised(rules=rules), MEMBERS)
        found = "select is_success, rows_failed from ops.validation where rule = 'there are ten members'"
        assert door.rows(found) == [(False, 1)]


def test_a_line_that_could_not_be_parsed_is_received_and_quarantined(door: Door) -> None:
    figures = door.admit(promised(), "no | name\n1 | 王小明", unparsed={3: "the line has 9 columns instead of 8"})

    assert (figures.received, figures.kept, figures.quarantined) == (2, 1, 1)
    assert door.rows("select row_number, row_key, rule from ops.quarantine") == [
        (3, None, "the line has 9 columns instead of 8")
    ]


def test_an_empty_delivery_stops_the_night_unless_the_contract_allows_it(door: Door) -> None:
    with pytest.raises(NightStopped, match="the delivery is empty, and its contract promises rows"):
        door.admit(promised(), "no | name")

    assert door.admit(promised(may_be_empty=True), "no | name").current_rows == 0


def test_a_delivery_without_a_declared_column_stops_the_night(door: Door) -> None:
    few = promised(columns=(Column("no", "VARCHAR", "Member number."),))
    door.admit(few, "no\n1")
    landing = door.folder / "member.parquet"

    with pytest.raises(NightStopped, match="the delivery has no column name, born_on"):
        admit(door.con, promised(), landing, None, door.today, "Asia/Shanghai")


def test_a_landing_may_bear_the_sources_own_column_names(door: Door) -> None:
    theirs = promised(
        columns=(Column("会员号", "VARCHAR", "Member number."), Column("姓名", "VARCHAR", "Name.")), key=()
    )
    door.admit(theirs, "会员号 | 姓名\n1 | 王小明")
    ours = promised(
        columns=(Column("no", "VARCHAR", "Member number."), Column("name", "VARCHAR", "Name.")),
        physical_names={"no": "会员号", "name": "姓名"},
    )

    admit(door.con, ours, door.folder / "member.parquet", None, door.today, "Asia/Shanghai")

    assert door.members() == [("1", "王小明")]


def test_a_rule_that_cannot_be_evaluated_stops_the_night_without_showing_a_value(door: Door) -> None:
    rules = (Rule("a name is a number", "critical", "cast(name as integer) > 0"),)

    with pytest.raises(NightStopped) as stopped:
        door.admit(promised(rules=rules), "no | name\n1 | 王小明")

    assert "the rule 'a name is a number' cannot be evaluated: Conversion error" in str(stopped.value)
    assert "王小明" not in str(stopped.value)


def test_a_rule_that_names_no_column_is_told_by_its_name(door: Door) -> None:
    with pytest.raises(NightStopped, match="the rule 'shoes fit' cannot be evaluated: Binder Error.*shoe_size"):
        door.admit(promised(rules=(Rule("shoes fit", "critical", "shoe_size > 0"),)), "no | name\n1 | 王小明")


def test_a_second_attempt_of_the_night_counts_once(door: Door) -> None:
    drawing = "no | name | visits\n1 | 王小明 | few\n2 | 李娜 | 1"

    first, second = (door.admit(promised(), drawing) for _ in range(2))

    assert first == second
    assert door.rows("select count(*) from ops.quarantine") == [(1,)]
    assert door.rows("select count(*) from ops.validation where rule = 'visits is a whole number'") == [(1,)]
    assert door.rows("select received, kept, quarantined, current_rows from ops.delivery") == [(2, 1, 1, 1)]


def test_a_refusal_that_stood_last_night_keeps_the_day_it_was_first_seen(door: Door) -> None:
    drawing = "no | name | visits\n1 | 王小明 | few\n| 李娜 | 1"
    door.admit(promised(may_be_empty=True), drawing)
    first_night = door.today

    door.next_night(date(2026, 7, 1))
    door.admit(promised(), f"{drawing}\n3 | Ann | some")

    assert set(door.rows("select row_number, seen_on from ops.quarantine")) == {
        (2, first_night),
        (3, first_night),
        (4, date(2026, 7, 1)),
    }


def test_the_content_hash_does_not_depend_on_the_order_of_rows_but_on_every_cell(door: Door) -> None:
    said = [
        door.admit(promised(), f"no | name\n{rows}").content_hash
        for rows in ("1 | a\n2 | b", "2 | b\n1 | a", "1 | a\n2 | c")
    ]

    assert said[0] == said[1] != said[2]


def test_money_and_keys_of_a_typed_format_are_admitted_as_they_are(door: Door) -> None:
    door.con.execute(
        "copy (select 2::bigint as source_line, 101::double as no, '王小明' as name, date '1990-01-01' as born_on, "
        "19.99::double as spent, 3::bigint as visits, timestamp '2024-01-01 08:00' as joined_at, 1::integer as is_vip, "
        f"null::varchar as level) to '{door.folder}/typed.parquet'"
    )
    admit(door.con, promised(), door.folder / "typed.parquet", None, door.today, "Asia/Shanghai")

    assert door.members("* exclude (name)") == [
        ("101", date(1990, 1, 1), Decimal("19.99"), 3, moment("2024-01-01 00:00"), True, None)
    ]
