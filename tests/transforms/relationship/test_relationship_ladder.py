"""The ladder: which rung the facts speak for, when it is lost, and what loyalty is."""

from functools import cache
from typing import Any

import pytest

from expectations.relationship import RUNGS
from tests.world import drawn, run, world
from tests.world.chain import rows_of

FACTS = """
who        | bought | year | live | months | zone         | near | nps | liking | refers | won | wallet | talk
looker     | 0      | 0    | 0    | 0      |              |      |     |        | 0      | 0   |        | false
fan        | 0      | 0    | 0    | 0      | delighted    | 7    | 10  | 100    | 3      | 3   | 0.9    | true
once       | 1      | 1    | 0    | 2      |              |      |     |        | 0      | 0   |        | false
lapsed     | 9      | 1    | 0    | 40     |              |      | 10  | 90     | 0      | 0   |        | false
gone       | 9      | 1    | 0    | 40     |              |      | 1   | 10     | 0      | 0   |        | false
twice      | 2      | 2    | 0    | 2      |              |      | 3   | 30     | 0      | 0   |        | false
contracted | 1      | 0    | 1    | 2      |              |      |     |        | 0      | 0   |        | false
fond       | 2      | 2    | 0    | 2      | tolerated    | 4    |     | 75     | 0      | 0   | 0.4    | false
cool       | 2      | 2    | 0    | 2      | tolerated    | 3.9  |     | 74.9   | 0      | 0   |        | false
angry      | 2      | 2    | 0    | 2      | unacceptable | 6    |     | 10     | 0      | 0   |        | false
recruiter  | 1      | 0    | 0    | 2      |              |      |     |        | 4      | 1   |        | false
promoter   | 1      | 1    | 0    | 2      |              |      | 9   | 90     | 1      | 0   |        | false
passive    | 1      | 1    | 0    | 2      |              |      | 8.9 | 89     | 1      | 0   |        | false
partner    | 9      | 1    | 0    | 24     |              |      |     |        | 0      | 0   | 0.5    | true
young      | 9      | 1    | 0    | 23     |              |      |     |        | 0      | 0   | 0.5    | true
split      | 9      | 1    | 0    | 24     |              |      |     |        | 0      | 0   | 0.49   | true
mute       | 9      | 1    | 0    | 24     |              |      |     |        | 0      | 0   | 0.5    | false
"""
COLUMNS = (
    "customer_id | purchases | purchases_12m | live_contracts | tenure_months | zone | current_closeness | nps_score"
    " | attitude_percent | referrals | converted_referrals | wallet_share | is_two_way"
)
WORLD = {"relationship.rung_fact": "\n".join([COLUMNS, *FACTS.strip().splitlines()[1:]])}
EVIDENCE = """
customer_id | rung     | height | evidence                     | loyalty_reason
王伟        | customer | 2      | 2 purchases, 1 in the last year | neither recommendation nor satisfaction told
"""
BEFORE = """
customer_id | rung   | height | since_on   | nights_lower | candidate_rung | loyalty_type
王伟        | client | 3      | 2026-01-05 | {nights}     | client         | true
"""


@cache
def evidence() -> dict[str, dict[str, Any]]:
    rows = rows_of("relationship.rung_evidence", WORLD)
    return {row["customer_id"]: row for row in rows}


def ladder(before: str = "", evidence: str = EVIDENCE, **told: Any) -> dict[str, dict[str, Any]]:
    last_night = {"relationship.relationship_ladder": before} if before else {}
    con = world({"relationship.rung_evidence": evidence}, last_night=last_night, **told)
    return {row["customer_id"]: row for row in run(con, "relationship.relationship_ladder")}


@pytest.mark.parametrize(
    ("who", "rung"),
    [
        ("looker", "prospect"),
        ("fan", "prospect"),
        ("once", "customer"),
        ("lapsed", "customer"),
        ("twice", "client"),
        ("contracted", "client"),
        ("fond", "supporter"),
        ("cool", "client"),
        ("angry", "client"),
        ("recruiter", "advocate"),
        ("promoter", "advocate"),
        ("passive", "customer"),
        ("partner", "partner"),
        ("young", "customer"),
        ("split", "customer"),
        ("mute", "customer"),
    ],
)
def test_the_highest_rung_whose_condition_holds_is_spoken_for(who: str, rung: str) -> None:
    assert (evidence()[who]["rung"], evidence()[who]["height"]) == (rung, RUNGS.index(rung) + 1)


def test_every_drawn_customer_has_exactly_one_rung() -> None:
    rows = rows_of("relationship.relationship_ladder", WORLD)
    assert sorted(row["customer_id"] for row in rows) == sorted(str(row["who"]) for row in drawn(FACTS))


def test_a_client_who_says_little_is_told_what_could_not_be_judged() -> None:
    said = evidence()["twice"]["not_judged"]
    assert said == "no zone of tolerance told; no closeness told; no share of wallet told"
    assert evidence()["fond"]["not_judged"] is None


@pytest.mark.parametrize(
    ("who", "loyalty"),
    [
        ("fond", "true"),
        ("cool", "spurious"),
        ("lapsed", "latent"),
        ("passive", "latent"),
        ("twice", "spurious"),
        ("gone", "none"),
    ],
)
def test_loyalty_is_repetition_times_attitude(who: str, loyalty: str) -> None:
    assert evidence()[who]["loyalty_type"] == loyalty


def test_without_an_attitude_there_is_no_type_of_loyalty() -> None:
    row = evidence()["once"]
    assert (row["loyalty_type"], row["loyalty_reason"]) == (None, "neither recommendation nor satisfaction told")


def test_a_customer_first_seen_stands_where_the_facts_say() -> None:
    row = ladder()["王伟"]
    assert (row["rung"], str(row["since_on"]), row["nights_lower"]) == ("customer", "2026-06-30", 0)


def test_the_first_lower_night_does_not_cost_the_rung() -> None:
    row = ladder(BEFORE.format(nights=0))["王伟"]
    assert (row["rung"], row["height"], str(row["since_on"])) == ("client", 3, "2026-01-05")
    assert (row["candidate_rung"], row["nights_lower"]) == ("customer", 1)
    assert row["evidence"].endswith(": customer once this has held for 2 nights, now 1")


def test_the_second_lower_night_costs_the_rung() -> None:
    row = ladder(BEFORE.format(nights=1))["王伟"]
    assert (row["rung"], row["height"], str(row["since_on"]), row["nights_lower"]) == ("customer", 2, "2026-06-30", 0)


def test_a_night_that_speaks_for_the_rung_forgets_the_lower_one() -> None:
    again = EVIDENCE.replace("customer | 2 ", "client   | 3 ")
    row = ladder(BEFORE.format(nights=1), again)["王伟"]
    assert (row["rung"], row["nights_lower"], str(row["since_on"])) == ("client", 0, "2026-01-05")


def test_a_higher_rung_is_won_at_once() -> None:
    higher = EVIDENCE.replace("customer | 2 ", "partner  | 6 ")
    row = ladder(BEFORE.format(nights=1), higher)["王伟"]
    assert (row["rung"], row["height"], str(row["since_on"])) == ("partner", 6, "2026-06-30")


def test_a_company_may_ask_for_more_nights() -> None:
    row = ladder(BEFORE.format(nights=1), rung_nights=3)["王伟"]
    assert (row["rung"], row["nights_lower"]) == ("client", 2)


def test_each_change_is_kept_with_its_direction() -> None:
    tonight = """
    customer_id | rung     | height | loyalty_reason
    up          | client   | 3      | neither recommendation nor satisfaction told
    down        | customer | 2      | neither recommendation nor satisfaction told
    same        | client   | 3      | neither recommendation nor satisfaction told
    new         | prospect | 1      | neither recommendation nor satisfaction told
    """
    before = """
    customer_id | rung     | height | loyalty_reason
    up          | customer | 2      | neither recommendation nor satisfaction told
    down        | client   | 3      | neither recommendation nor satisfaction told
    same        | client   | 3      | neither recommendation nor satisfaction told
    left        | client   | 3      | neither recommendation nor satisfaction told
    """
    kept = """
    customer_id | changed_on | from_rung | to_rung  | direction
    up          | 2026-06-29 | prospect  | customer | up
    """
    con = world(
        {"relationship.relationship_ladder": tonight},
        last_night={"relationship.relationship_ladder": before, "relationship.relationship_ladder_transition": kept},
    )
    rows = run(con, "relationship.relationship_ladder_transition", "changed_on, customer_id")
    assert [(row["customer_id"], row["from_rung"], row["to_rung"], row["direction"]) for row in rows] == [
        ("up", "prospect", "customer", "up"),
        ("down", "client", "customer", "down"),
        ("left", "client", "gone", "left"),
        ("new", "new", "prospect", "first seen"),
        ("up", "customer", "client", "up"),
    ]
