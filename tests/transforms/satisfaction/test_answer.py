"""Which answers of a survey feed figures, and why the others do not."""

from functools import cache
from typing import Any

from scipy import stats

from tests.world.chain import rows_of
from tests.world.survey import survey

ANSWERS = """
who  | wave | instrument | item | aspect     | score | low | high | on
王伟 | 夏   | servqual   | 可靠 | perceived  | 6     | 1   | 7    |
王伟 | 夏   | servqual   | 可靠 | perceived  | 4     | 1   | 7    | 2026-05-01
李娜 | 夏   | servqual   | 可靠 | perceived  | 5     |     |      |
李娜 | 夏   | servqual   | 可靠 | expected   |       | 1   | 7    |
李娜 | 夏   | servqual   | 可靠 | mood       | 3     | 1   | 7    |
李娜 | 夏   | ces        | 退货 | effort     | 2     | 1   | 7    |
李娜 | 夏   | closeness  | 远近 | now        | 3     | 1   | 7    |
     | 夏   | nps        | 推荐 | likelihood | 9     | 0   | 10   |
"""


@cache
def answers(text: str = ANSWERS) -> dict[str, dict[str, Any]]:
    return {row["answer_key"]: row for row in rows_of("satisfaction.answer", survey(text))}


def test_an_answer_on_its_scale_by_a_known_customer_has_its_score() -> None:
    found = answers()["a1"]
    assert (found["customer_id"], found["points"], found["refusal"]) == ("王伟", 6.0, None)


def test_of_two_answers_in_one_wave_the_later_counts() -> None:
    assert answers()["a2"]["refusal"] == "answered again later"


def test_an_answer_on_an_undeclared_scale_is_refused() -> None:
    found = answers()["a3"]
    assert (found["points"], found["refusal"]) == (None, "no scale declared")


def test_an_answer_that_does_not_apply_is_refused() -> None:
    assert answers()["a4"]["refusal"] == "not applicable"


def test_an_aspect_that_nobody_knows_is_refused_and_kept() -> None:
    found = answers()["a5"]
    assert (found["aspect"], found["refusal"]) == ("mood", "unknown instrument or aspect")


def test_an_effort_of_two_of_seven_is_an_ease_of_six_of_seven_in_percent() -> None:
    found = answers()["a6"]
    assert (found["aspect"], found["points"]) == ("ease", 83.333333)


def test_an_item_worded_the_other_way_round_is_turned_on_its_scale() -> None:
    worded = """
        who  | wave | instrument | item | aspect    | score | low | high | is_reversed
        王伟 | 夏   | servqual   | 傲慢 | perceived | 2     | 1   | 7    | true
        王伟 | 夏   | servqual   | 可靠 | perceived | 2     | 1   | 7    | false
        王伟 | 夏   | ces        | 退货 | effort    | 2     | 1   | 7    | true
    """
    found = [row["points"] for row in answers(worded).values()]
    assert found == [6.0, 2.0, 16.666667]


def test_a_source_may_write_now_for_current_closeness() -> None:
    assert answers()["a7"]["aspect"] == "current"


def test_nps_on_another_than_eleven_points_is_refused() -> None:
    text = """
    who  | wave | instrument | item | aspect     | score | low | high
    王伟 | 夏   | nps        | 推荐 | likelihood | 10    | 1   | 10
    李娜 | 夏   | nps        | 推荐 | likelihood | 11    | 1   | 11
    """
    found = answers(text)
    assert found["a1"]["refusal"] == "not eleven points"
    assert (found["a2"]["points"], found["a2"]["refusal"]) == (10.0, None)


def test_an_answer_of_nobody_known_is_refused() -> None:
    found = answers()["a8"]
    assert (found["customer_id"], found["refusal"]) == (None, "no known customer")


def test_an_answer_of_staff_is_not_an_answer_of_a_customer() -> None:
    text = """
    who | respondent | wave | instrument | item | aspect       | score | low | high
    E07 | employee   | 夏   | internal   | 工作 | satisfaction | 5     | 1   | 7
    """
    assert answers(text) == {}


def test_quantiles_are_those_of_students_t_and_end_in_the_normal_law() -> None:
    rows = {row["degrees"]: row["quantile"] for row in rows_of("satisfaction.student_t", {})}
    assert rows[4] == round(stats.t.ppf(0.975, 4), 6) == 2.776445
    assert rows[1_000_000] == 1.959966
    assert len(rows) == 201
