"""Satisfaction of staff beside that of the customers they serve, never of a team in which one could be recognised."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.catalog import tables
from expectations.company.state import Files
from tests.world.chain import rows_of
from tests.world.survey import people, survey
from warehouse import ddl
from warehouse.published.analyst import publish_analyst
from warehouse.published.query import reader

STAFF = """
till0   | till   | 7
till1   | till   | 6
till2   | till   | 5
till3   | till   | 4
till4   | till   | 3
office0 | office | 2
office1 | office | 2
office2 | office | 2
office3 | office | 2
desk0   | desk   | 2
desk1   | desk   | 2
desk2   | desk   | 2
desk3   | desk   | 2
desk3   | desk   | 2
"""
CONTACTS = """
source | interaction_key | party_key | occurred_at      | employee
survey | 01              | 王伟      | 2026-05-20 10:00 | till0
survey | 02              | 王伟      | 2026-05-21 10:00 | till1
survey | 03              | 李娜      | 2026-01-20 10:00 | till0
"""


def drawn_world(low: str = "1", high: str = "7") -> dict[str, str]:
    lines = ["who | respondent | team | wave | instrument | item | aspect | score | low | high"]
    for line in STAFF.strip().splitlines():
        who, team, score = (cell.strip() for cell in line.split("|"))
        lines.append(f"{who} | employee | {team} | 夏 | internal | 工作 | satisfaction | {score} | {low} | {high}")
    lines += [
        "王伟 | customer | | 夏 | csat | 总体 | satisfaction | 5 | 1 | 5",
        "李娜 | customer | | 夏 | csat | 总体 | satisfaction | 1 | 1 | 5",
        "张敏 | customer | till | 夏 | csat | 总体 | satisfaction | 3 | 1 | 5",
    ]
    facts = survey("\n".join(lines)) | {"core.interaction": CONTACTS}
    return facts | {"identity.record": people({"王伟", "李娜", "张敏"}, "survey")}


@cache
def teams() -> dict[str, dict[str, Any]]:
    return {row["team"]: row for row in rows_of("satisfaction.internal_market", drawn_world())}


def test_five_colleagues_are_shown_with_their_interval() -> None:
    row = teams()["till"]
    # Percent 100, 83.33, 66.67, 50, 33.33: mean 66.67, standard deviation 26.352, t with four degrees 2.776445.
    assert (row["n"], row["staff_percent"], row["reason"]) == (5, 66.666667, None)
    assert row["staff_low"] == pytest.approx(66.666667 - 2.776445 * 26.352314 / 5**0.5, abs=1e-4)


def test_a_team_of_four_answers_is_never_shown() -> None:
    row = teams()["office"]
    assert (row["n"], row["staff_percent"], row["staff_low"], row["staff_high"]) == (None, None, None, None)
    assert row["reason"] == "too few answers on a declared scale"


def test_five_answers_of_four_colleagues_are_four() -> None:
    assert (teams()["desk"]["n"], teams()["desk"]["staff_percent"]) == (None, None)


def test_staff_on_an_undeclared_scale_are_not_shown() -> None:
    rows = {row["team"]: row for row in rows_of("satisfaction.internal_market", drawn_world("", ""))}
    assert (rows["till"]["staff_percent"], rows["till"]["reason"]) == (None, "too few answers on a declared scale")


def test_customers_served_within_the_quarter_or_named_by_the_survey_stand_beside_the_team() -> None:
    # 王伟 (100) was served in May, 张敏 (50) names the team, 李娜 was served too long ago.
    row = teams()["till"]
    assert (row["customers_n"], row["customers_percent"]) == (2, 75.0)


def test_who_sold_to_a_customer_has_served_it_and_staff_may_be_named_as_contacts_name_them() -> None:
    answers = drawn_world()["core.survey_answer"].splitlines()
    named = [answers[0] + " | employee"] + [
        f"{a} | K{n}" if "employee" in a else f"{a} | " for n, a in enumerate(answers[1:])
    ]
    facts = drawn_world() | {
        "core.survey_answer": "\n".join(named).replace("| K0", "| 小周"),
        "core.purchase": "source | purchase_key | employee\nshop | 1 | 小周\nshop | 2 | 小周",
        "value.purchase": """
            customer_id | source | purchase_key | occurred_on
            王伟        | shop   | 1            | 2026-05-20
            李娜        | shop   | 2            | 2026-02-20
        """,
    }
    rows = {row["team"]: row for row in rows_of("satisfaction.internal_market", facts)}
    assert (rows["till"]["n"], rows["till"]["customers_n"], rows["till"]["customers_percent"]) == (5, 2, 75.0)


def test_a_team_without_customers_says_so() -> None:
    row = teams()["office"]
    assert (row["customers_percent"], row["customers_reason"]) == (None, "no answer of a customer served")


def test_no_answer_of_a_colleague_stands_in_the_analysts_file(tmp_path: Path) -> None:
    files = Files(tmp_path)
    with duckdb.connect(str(files.live)) as con:
        for table in tables().values():
            con.execute(ddl.create_table(table))
        con.execute(
            """insert into core.survey_answer (source, answer_key, party_key, respondent, team, wave, answered_on,
                 instrument, item, aspect)
               select 'survey', who, who, respondent, 'till', '夏', date '2026-06-01', 'internal', '工作',
                 'satisfaction'
               from (values ('王伟', 'customer'), ('till0', 'employee'), ('李娜', null)) as asked (who, respondent)"""
        )
    publish_analyst(files)
    with reader(files.analyst) as con:
        assert con.execute("select answer_key, team from core.survey_answer order by all").fetchall() == [
            ("李娜", "till"),
            ("王伟", "till"),
        ]
