"""The five stages, their evidence, waiting, transitions, matrix and early warning: one fact a case."""

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.lifecycle import STAGES
from tests.world import run, step_rows, world

FACTS = {
    "customer": "customer_id | is_prospect\nC1 |",
    "summary": "customer_id | repeat_purchases | recency_days | observed_days | last_on | is_left_truncated\n",
    "trend": "customer_id | revenue_90d | revenue_90d_before\n",
    "clv": "customer_id | p_alive\n",
    "contract_summary": "customer_id | status | live_contracts | tenure_months | last_ended_on | next_renewal_on\n",
    "typical_interval": "interval_days | customers\n30 | 9",
}
SCHEMA = {"customer": "identity", "typical_interval": "lifecycle"}


def evidence(**facts: str) -> dict[str, Any]:
    """The one row of lifecycle.stage_evidence for C1; facts are rows below the headers above."""
    drawn = {f"{SCHEMA.get(name, 'value')}.{name}": header for name, header in FACTS.items()}
    for name, rows in facts.items():
        table = f"{SCHEMA.get(name, 'value')}.{name}"
        drawn[table] = FACTS[name].split("\n")[0] + "\n" + rows
    [row] = step_rows("lifecycle.stage_evidence", drawn)
    return row


@pytest.mark.parametrize(
    ("facts", "stage", "said"),
    [
        pytest.param({}, "acquisition", "no purchase yet", id="no purchase"),
        pytest.param({"customer": "C1 | true"}, "acquisition", "a lead that has not bought", id="lead"),
        pytest.param(
            {"summary": "C1 | 2 | 40 | 60 | 2026-06-10 | false"},
            "growth", "first purchase 60 days ago", id="young",
        ),
        pytest.param(
            {"summary": "C1 | 2 | 170 | 180 | 2026-06-20 | false"},
            "growth", "first purchase 180 days ago", id="on the last young day",
        ),
        pytest.param(
            {"summary": "C1 | 2 | 160 | 181 | 2026-06-09 | false"},
            "maturity", "silent for 21 days, the usual interval is 80.00", id="no longer young",
        ),
        pytest.param(
            {"summary": "C1 | 2 | 40 | 60 | 2026-06-10 | true"},
            "maturity", "silent for 20 days, the usual interval is 20.00", id="young only because the data are",
        ),
        pytest.param(
            {"summary": "C1 | 10 | 200 | 240 | 2026-05-21 | false"},
            "maturity", "silent for 40 days, the usual interval is 20.00", id="silent for just two intervals",
        ),
        pytest.param(
            {"summary": "C1 | 10 | 200 | 241 | 2026-05-20 | false"},
            "decline", "silent for 41 days, the usual interval is 20.00", id="silent for longer than two intervals",
        ),
        pytest.param(
            {"summary": "C1 | 0 | 0 | 61 | 2026-04-30 | false"},
            "decline", "silent for 61 days, the typical interval is 30.00",
            id="one purchase borrows the typical interval",
        ),
        pytest.param(
            {"summary": "C1 | 0 | 0 | 400 | 2025-05-26 | false", "typical_interval": " | 0"},
            "maturity", "bought once, and nobody has come back yet to tell a usual interval",
            id="no interval to borrow",
        ),
        pytest.param(
            {"summary": "C1 | 9 | 300 | 310 | 2026-06-20 | false", "clv": "C1 | 0.49"},
            "decline", "probability of buying again 0.49", id="more likely gone than not",
        ),
        pytest.param(
            {"summary": "C1 | 9 | 300 | 310 | 2026-06-20 | false", "clv": "C1 | 0.5"},
            "maturity", "silent for 10 days, the usual interval is 33.33", id="as likely gone as not",
        ),
        pytest.param(
            {"summary": "C1 | 9 | 300 | 310 | 2026-06-20 | false", "clv": "C1 | 0.19"},
            "exit", "probability of buying again 0.19", id="gone",
        ),
        pytest.param(
            {"summary": "C1 | 9 | 270 | 280 | 2026-06-20 | false", "trend": "C1 | 49 | 100"},
            "decline", "spent 49.0000 in 90 days after 100.0000", id="spends less than half",
        ),
        pytest.param(
            {"summary": "C1 | 9 | 270 | 280 | 2026-06-20 | false", "trend": "C1 | 50 | 100"},
            "maturity", "silent for 10 days, the usual interval is 30.00", id="spends just half",
        ),
        pytest.param(
            {"summary": "C1 | 2 | 100 | 280 | 2026-01-01 | false", "trend": "C1 | 0 | 100"},
            "decline", "silent for 180 days, the usual interval is 50.00",
            id="a slow rhythm is not judged by a quarter's spend",
        ),
        pytest.param(
            {"contract_summary": "C1 | joined | 1 | 20 | |"},
            "growth", "a contract in its first months", id="just joined",
        ),
        pytest.param(
            {"contract_summary": "C1 | active | 1 | 5 | |"},
            "growth", "a contract in its first months", id="contract of five months",
        ),
        pytest.param(
            {"contract_summary": "C1 | active | 1 | 6 | |"},
            "maturity", "a contract that stands", id="contract of six months",
        ),
        pytest.param(
            {"contract_summary": "C1 | active | 1 | 20 | | 2026-06-29"},
            "decline", "the renewal of 2026-06-29 has passed", id="renewal passed",
        ),
        pytest.param(
            {"contract_summary": "C1 | active | 1 | 20 | | 2026-06-30"},
            "maturity", "a contract that stands", id="renewal today",
        ),
        pytest.param(
            {"contract_summary": "C1 | ended | 0 | 20 | 2026-05-01 |"},
            "exit", "the last contract ended and nothing was bought since", id="contract ended",
        ),
        pytest.param(
            {"contract_summary": "C1 | cancelled | 0 | 20 | |"},
            "exit", "the last contract was cancelled and nothing was bought since", id="cancelled",
        ),
        pytest.param(
            {
                "contract_summary": "C1 | cancelled | 0 | 20 | 2026-05-01 |",
                "summary": "C1 | 9 | 290 | 300 | 2026-06-20 | false",
            },
            "maturity", "silent for 10 days, the usual interval is 32.22", id="cancelled and still buying",
        ),
    ],
)  # fmt: skip
def test_a_stage_has_its_evidence(facts: dict[str, str], stage: str, said: str) -> None:
    row = evidence(**facts)
    assert (row["stage"], row["evidence"]) == (stage, said)


def test_only_a_cancellation_does_not_wait() -> None:
    assert evidence(contract_summary="C1 | cancelled | 0 | 20 | |")["is_cancelled"]
    assert not evidence(contract_summary="C1 | ended | 0 | 20 | 2026-05-01 |")["is_cancelled"]


@pytest.mark.parametrize(
    ("rows", "interval", "customers"),
    [
        pytest.param("C1 | 1 | 10 | 99\nC2 | 1 | 20 | 99\nC3 | 1 | 90 | 99", 20, 3, id="odd"),
        pytest.param("C1 | 1 | 10 | 99\nC2 | 1 | 20 | 99", 10, 2, id="even: the lower one"),
        pytest.param("C1 | 2 | 11 | 99", 6, 1, id="rounded to days"),
        pytest.param("C1 | 0 | 0 | 99", None, 0, id="nobody came back"),
    ],
)
def test_the_typical_interval_is_a_median(rows: str, interval: int | None, customers: int) -> None:
    [row] = step_rows(
        "lifecycle.typical_interval",
        {"value.summary": "customer_id | repeat_purchases | recency_days | observed_days\n" + rows},
    )
    assert (row["interval_days"], row["customers"]) == (interval, customers)


BEFORE = "customer_id | stage | since_on | candidate_stage | candidate_nights\n"


@pytest.mark.parametrize(
    ("before", "tonight", "expected"),
    [
        pytest.param("", "decline | false", ("decline", "2026-06-30", 1), id="first seen"),
        pytest.param(
            "C1 | growth | 2026-01-01 | growth | 2", "growth | false", ("growth", "2026-01-01", 2), id="as it was"
        ),
        pytest.param(
            "C1 | growth | 2026-01-01 | growth | 2",
            "decline | false",
            ("growth", "2026-01-01", 1),
            id="first night of doubt",
        ),
        pytest.param(
            "C1 | growth | 2026-01-01 | decline | 1", "decline | false", ("decline", "2026-06-30", 2), id="second night"
        ),
        pytest.param(
            "C1 | growth | 2026-01-01 | decline | 1", "exit | false", ("growth", "2026-01-01", 1), id="another doubt"
        ),
        pytest.param(
            "C1 | growth | 2026-01-01 | decline | 1",
            "growth | false",
            ("growth", "2026-01-01", 1),
            id="doubt dispelled",
        ),
        pytest.param("C1 | growth | 2026-01-01 | growth | 2", "exit | true", ("exit", "2026-06-30", 1), id="cancelled"),
    ],
)
def test_a_stage_waits_until_its_evidence_has_held_for_two_nights(
    before: str, tonight: str, expected: tuple[str, str, int]
) -> None:
    [row] = step_rows(
        "lifecycle.lifecycle",
        {"lifecycle.stage_evidence": f"customer_id | stage | is_cancelled\nC1 | {tonight}"},
        last_night={"lifecycle.lifecycle": BEFORE + before},
    )
    assert (row["stage"], str(row["since_on"]), row["candidate_nights"]) == expected


def test_a_stage_that_waits_says_for_what() -> None:
    [row] = step_rows(
        "lifecycle.lifecycle",
        {"lifecycle.stage_evidence": "customer_id | stage | evidence\nC1 | decline | silent for 41 days"},
        last_night={"lifecycle.lifecycle": BEFORE + "C1 | growth | 2026-01-01 | growth | 2"},
    )
    assert row["evidence"] == "silent for 41 days: decline once this has held for 2 nights, now 1"


STOOD = "customer_id | stage\n"
TOLD = "customer_id | changed_on | from_stage | to_stage\n"


@pytest.mark.parametrize(
    ("before", "tonight", "change"),
    [
        pytest.param("", "C1 | growth", [("new", "growth")], id="first seen"),
        pytest.param("C1 | growth", "C1 | growth", [], id="no change"),
        pytest.param("C1 | growth", "C1 | decline", [("growth", "decline")], id="changed"),
        pytest.param("C1 | growth", "", [("growth", "gone")], id="merged away"),
    ],
)
def test_every_change_is_kept(before: str, tonight: str, change: list[tuple[str, str]]) -> None:
    rows = step_rows(
        "lifecycle.lifecycle_transition",
        {"lifecycle.lifecycle": STOOD + tonight},
        last_night={
            "lifecycle.lifecycle": STOOD + before,
            "lifecycle.lifecycle_transition": TOLD + "C9 | 2026-06-01 | new | exit",
        },
    )
    assert [(r["from_stage"], r["to_stage"]) for r in rows] == [*change, ("new", "exit")]


def matrix(transitions: str, stages: str, before: str = "") -> dict[tuple[str, str, str], tuple[int, float]]:
    rows = step_rows(
        "lifecycle.stage_matrix",
        {
            "lifecycle.lifecycle": STOOD + stages,
            "lifecycle.lifecycle_transition": TOLD + transitions,
        },
        last_night={"lifecycle.stage_matrix": "month_on | from_stage | to_stage | customers | from_share\n" + before},
    )
    return {
        (str(r["month_on"]), r["from_stage"], r["to_stage"]): (r["customers"], round(r["from_share"], 3)) for r in rows
    }


def test_the_matrix_goes_from_the_stage_before_the_month_to_the_one_of_tonight() -> None:
    found = matrix(
        """C1 | 2026-06-01 | growth | maturity
        C1 | 2026-06-09 | maturity | decline
        C2 | 2026-05-31 | new | growth
        C3 | 2026-06-02 | new | growth
        C4 | 2026-06-02 | exit | gone
        C5 | 2026-06-02 | new | growth
        C5 | 2026-06-03 | growth | gone""",
        "C1 | decline\nC2 | growth\nC3 | growth",
    )
    assert found == {
        ("2026-06-01", "growth", "decline"): (1, 0.5),
        ("2026-06-01", "growth", "growth"): (1, 0.5),
        ("2026-06-01", "new", "growth"): (1, 1.0),
        ("2026-06-01", "exit", "gone"): (1, 1.0),
    }


def test_months_that_are_over_stay_and_this_month_is_counted_again() -> None:
    found = matrix("", "C1 | growth", before="2026-05-01 | growth | exit | 7 | 1\n2026-06-01 | growth | exit | 8 | 1")
    assert found == {("2026-05-01", "growth", "exit"): (7, 1.0), ("2026-06-01", "growth", "growth"): (1, 1.0)}


EVIDENCE = "customer_id | business | silence_days | usual_interval_days\n"
SPEND = "customer_id | revenue_90d | revenue_90d_before\n"
CONTRACT = "customer_id | status | live_contracts | next_renewal_on\n"
CLOSENESS = "customer_id | wave | current_closeness | closeness_gap | is_latest\n"
MATTER = "customer_id | episode | failed_on | put_right_on\n"
WARNED = {
    "value.customer_value": "customer_id | value_tier\nC1 | top",
    "lifecycle.lifecycle": "customer_id | stage\nC1 | maturity",
    "lifecycle.stage_evidence": EVIDENCE + "C1 | rhythm | 10 | 10",
    "value.trend": SPEND + "C1 | 80 | 100",
}


@pytest.mark.parametrize(
    ("facts", "signs"),
    [
        pytest.param({}, [], id="nothing turned"),
        pytest.param(
            {"lifecycle.stage_evidence": EVIDENCE + "C1 | rhythm | 16 | 10"},
            [("silence", "silent for 16 days, the usual interval is 10.00")],
            id="late by half",
        ),
        pytest.param(
            {"value.trend": SPEND + "C1 | 74 | 100"},
            [("spend", "spent 74.0000 in 90 days after 100.0000")],
            id="a quarter less",
        ),
        pytest.param(
            {"value.contract_summary": CONTRACT + "C1 | active | 1 | 2026-08-29"},
            [("renewal", "the contract is to be renewed by 2026-08-29")],
            id="renewal in two months",
        ),
        pytest.param(
            {"value.contract_summary": CONTRACT + "C1 | active | 1 | 2026-08-30"},
            [],
            id="renewal later",
        ),
        pytest.param(
            {"relationship.closeness": CLOSENESS + "C1 | 2025-12 | 5 | -1 | false\nC1 | 2026-06 | 3 | -2 | true"},
            [("closeness", "feels less close: 3.0 of 7, before 5.0")],
            id="less close",
        ),
        pytest.param(
            {"relationship.closeness": CLOSENESS + "C1 | 2025-12 | 3 | -1 | false\nC1 | 2026-06 | 3 | -2 | true"},
            [],
            id="as close as before",
        ),
        pytest.param(
            {"satisfaction.recovery": MATTER + "C1 | a | 2026-04-02 |\nC1 | b | 2026-06-01 |"},
            [("moment", "not put right in 90 days: 2, last gone wrong on 2026-06-01")],
            id="matters not put right",
        ),
        pytest.param({"satisfaction.recovery": MATTER + "C1 | a | 2026-06-01 | 2026-06-02"}, [], id="put right"),
        pytest.param({"satisfaction.recovery": MATTER + "C1 | a | 2026-04-01 |"}, [], id="long ago"),
        pytest.param(
            {
                "value.trend": SPEND + "C1 | 74 | 100",
                "value.customer_value": "customer_id | value_tier\nC1 | fading",
            },
            [],
            id="not among the valuable",
        ),
        pytest.param(
            {
                "value.trend": SPEND + "C1 | 74 | 100",
                "lifecycle.lifecycle": "customer_id | stage\nC1 | exit",
            },
            [],
            id="already gone",
        ),
    ],
)
def test_a_valuable_customer_that_turns_is_called_out(facts: dict[str, str], signs: list[tuple[str, str]]) -> None:
    rows = step_rows("lifecycle.early_warning", WARNED | facts)
    assert [(r["sign"], r["evidence"]) for r in rows] == signs


NIGHT = st.dictionaries(st.sampled_from(["C1", "C2", "C3"]), st.tuples(st.sampled_from(STAGES), st.booleans()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(NIGHT, min_size=1, max_size=5))
def test_changes_told_one_after_the_other_lead_to_the_stages_that_stand(
    nights: list[dict[str, tuple[str, bool]]],
) -> None:
    """Stages part the customers, and entries less exits of a stage are its members, after any nights."""
    con = world({})
    for number, night in enumerate(nights):
        _evidence_of(con, night, date(2026, 6, 1) + timedelta(days=number))
        stages = {row["customer_id"]: row["stage"] for row in run(con, "lifecycle.lifecycle")}
        changes = run(con, "lifecycle.lifecycle_transition", order_by="changed_on, customer_id")
        assert set(stages) == set(night)
        told: dict[str, str] = {}
        for change in changes:
            assert told.get(change["customer_id"], "new") in (change["from_stage"], "gone")
            told[change["customer_id"]] = change["to_stage"]
        assert {customer: stage for customer, stage in told.items() if stage != "gone"} == stages
        for table in ("lifecycle.lifecycle", "lifecycle.lifecycle_transition"):
            con.execute(f"delete from last_night.{table}")
            con.execute(f"insert into last_night.{table} select * from {table}")


def _evidence_of(con: duckdb.DuckDBPyConnection, night: dict[str, tuple[str, bool]], day: date) -> None:
    con.execute("update ops.setting set today = ?", [day])
    con.execute("delete from lifecycle.stage_evidence")
    for customer, (stage, is_cancelled) in night.items():
        values = [customer, "rhythm", None, None, stage, is_cancelled, "said"]
        con.execute("insert into lifecycle.stage_evidence values (?, ?, ?, ?, ?, ?, ?)", values)
