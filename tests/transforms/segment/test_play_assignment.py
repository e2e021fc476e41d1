"""Plays: who may have one, who is held out, how many a night, and what they brought about."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import md5
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.catalog import tables
from tests.world import TODAY, run, step_rows, world
from transforms.satisfaction.student_t import build as student_t
from warehouse import engine
from warehouse.segment.play import holdout_below, play_step

PURPOSE = """
purpose         | sentence | lawful_basis        | needs_consent | highest_grade
marketing_email | w        | consent             | true          | confidential
advice          | a        | legitimate_interest | false         | confidential
service         | s        | contract            | false         | confidential
"""
NOBODY_HELD = "00000000"


@dataclass(frozen=True)
class Said:
    """A play as a company says it."""

    name: str = "call"
    sentence: str = "打电话问候"
    segment: str = "regular"
    priority: int = 1
    purpose: str = "marketing_email"
    channel: str = "counter"
    outcome: str = "purchase"
    window_days: int = 10
    cap: int | None = None
    holdout: float = 0.1


def play(line: str = "", **said: Any) -> str:
    """segment.play_definition with one play, nobody held out; or further lines."""
    header = (
        "play | segment | priority | purpose | channel | outcome | window_days | cap | holdout_share | holdout_below"
    )
    values = {
        "play": "call", "segment": "regular", "priority": 1, "purpose": "advice", "channel": "counter",
        "outcome": "purchase", "window_days": 10, "cap": "", "share": 0.1, "below": NOBODY_HELD,
    } | said  # fmt: skip
    return f"{header}\n{' | '.join(map(str, values.values()))}\n{line}"


def test_a_play_is_rows_not_sql() -> None:
    con = world({})
    engine.build(
        con, play_step([Said(sentence="who's in; drop table x --", cap=5)]), tables()["segment.play_definition"]
    )
    [row] = con.execute("select sentence, cap, holdout_share, holdout_below from segment.play_definition").fetchall()
    assert row == ("who's in; drop table x --", 5, 0.1, "1999999a")


def test_a_company_without_plays_has_none() -> None:
    con = world({"segment.segment_match": "segment | customer_id\nregular | C1"})
    engine.build(con, play_step([]), tables()["segment.play_definition"])
    for name in ("permission", "candidate", "assignment"):
        assert run(con, f"segment.play_{name}") == []


@pytest.mark.parametrize(
    ("purpose", "consent", "may"),
    [
        pytest.param("marketing_email", "", False, id="consent is needed and nobody asked"),
        pytest.param("marketing_email", "C1 | marketing_email | true | consent", True, id="consent stands"),
        pytest.param("marketing_email", "C1 | marketing_email | false | consent", False, id="consent was withdrawn"),
        pytest.param("marketing_email", "C1 | advice | true | consent", False, id="consent for something else"),
        pytest.param("advice", "", True, id="a legitimate interest"),
        pytest.param("advice", "C1 | advice | false | objection", False, id="an objection to it"),
        pytest.param(
            "advice", "C1 | advice | false | ", True, id="a refusal that is no objection, as the gate reads it"
        ),
        pytest.param("service", "C1 | service | false | objection", True, id="a contract leaves no say"),
        pytest.param("unknown", "", False, id="a purpose that does not stand"),
    ],
)
def test_who_may_be_addressed_is_told_by_purpose(purpose: str, consent: str, may: bool) -> None:
    rows = step_rows(
        "segment.play_permission",
        {
            "segment.play_definition": play(purpose=purpose),
            "privacy.purpose": PURPOSE,
            "privacy.consent": "customer_id | purpose | is_granted | basis\n" + consent,
            "segment.segment_match": "segment | customer_id\nregular | C1\nother | C2",
        },
    )
    assert rows == ([{"purpose": purpose, "customer_id": "C1"}] if may else [])


def candidate(
    said: str | None = None,
    customer: str = "true | true | true",
    may: bool = True,
    before: str = "",
    contacts: str = "",
) -> dict[str, Any]:
    """The one candidate C1 of the play, with last night's assignments and tonight's contacts."""
    [row] = step_rows(
        "segment.play_candidate",
        {
            "segment.play_definition": said or play(),
            "segment.segment_match": "segment | customer_id\nregular | C1\nother | C2",
            "segment.customer_360": f"customer_id | has_email | has_phone | has_address\nC1 | {customer}",
            "segment.play_permission": "purpose | customer_id" + ("\nadvice | C1" if may else ""),
            "relationship.contact": "customer_id | interaction_key | occurred_on | direction\n" + contacts,
        },
        last_night={"segment.play_assignment": ASSIGNED + before},
    )
    return row


ASSIGNED = "play | customer_id | assigned_on | window_days | is_holdout | stopped_on | stopped_by\n"
FOUR_CONTACTS = "\n".join(f"C1 | k{day} | 2026-06-{day} | outbound" for day in (1, 10, 20, 30))


@pytest.mark.parametrize(
    ("told", "obstacle"),
    [
        pytest.param({}, None, id="nothing stands against it"),
        pytest.param({"may": False}, "no consent", id="no permission"),
        pytest.param(
            {"said": play(channel="email"), "customer": "false | true | true"}, "cannot be reached", id="e-mail"
        ),
        pytest.param(
            {"said": play(channel="phone"), "customer": "true | false | true"}, "cannot be reached", id="phone"
        ),
        pytest.param(
            {"said": play(channel="message"), "customer": "true | false | true"}, "cannot be reached", id="message"
        ),
        pytest.param({"said": play(channel="post"), "customer": "true | true | false"}, "cannot be reached", id="post"),
        pytest.param({"customer": "false | false | false"}, None, id="the counter needs no address"),
        pytest.param(
            {"before": "other | C1 | 2026-06-20 | 10 | false | |"}, "in a play", id="last day of another play"
        ),
        pytest.param({"before": "other | C1 | 2026-06-19 | 10 | false | |"}, None, id="another play is over"),
        pytest.param({"before": "other | C1 | 2026-06-29 | 10 | true | |"}, "in a play", id="held out of another play"),
        pytest.param(
            {"before": "other | C1 | 2026-06-20 | 10 | false | 2026-06-22 | no consent"}, None, id="another was stopped"
        ),
        pytest.param({"before": "call | C1 | 2026-03-22 | 10 | false | |"}, "had this play lately", id="rests 90 days"),
        pytest.param({"before": "call | C1 | 2026-03-21 | 10 | false | |"}, None, id="has rested"),
        pytest.param({"contacts": FOUR_CONTACTS}, None, id="the first of four contacts is 29 days old and counts"),
        pytest.param({"contacts": FOUR_CONTACTS.replace("outbound", "inbound")}, None, id="the customer called us"),
    ],
)
def test_what_stands_against_a_play_is_said(told: dict[str, Any], obstacle: str | None) -> None:
    expected = "contacted often" if told.get("contacts") == FOUR_CONTACTS else obstacle
    assert candidate(**told)["obstacle"] == expected


def test_a_contact_of_31_days_ago_no_longer_counts() -> None:
    assert candidate(contacts=FOUR_CONTACTS.replace("2026-06-1 ", "2026-05-30 "))["obstacle"] is None


def test_plays_count_against_the_cap_like_contacts_and_not_twice() -> None:
    plays = "".join(f"p{n} | C1 | 2026-06-1{n} | 3 | false | |\n" for n in range(4))
    assert candidate(before=plays)["obstacle"] == "contacted often"
    assert candidate(before=plays.replace("false", "true"))["obstacle"] is None
    assert candidate(before=plays[: plays.rindex("p3")], contacts="C1 | k | 2026-06-11 | outbound")["obstacle"] is None


def test_who_is_held_out_is_the_share_of_a_hash_that_anyone_can_compute() -> None:
    hashed = int(md5(b"call C1", usedforsecurity=False).hexdigest()[:8], 16)
    for share, held in ((0.1, False), ((hashed + 1) / 16**8, True), (hashed / 16**8, False)):
        row = candidate(said=play(below=holdout_below(share), share=0.1))
        assert row["is_holdout"] == held, share


def drawn_assignment(candidates: str, said: str, **told: Any) -> list[dict[str, Any]]:
    return step_rows(
        "segment.play_assignment",
        {
            "segment.play_definition": said,
            "segment.play_candidate": "play | customer_id | priority | is_holdout | expected_profit_12m | obstacle\n"
            + candidates,
            "segment.customer_360": "customer_id\nC1\nC2\nC3\nC4",
            "segment.play_permission": "purpose | customer_id\nadvice | C1\nadvice | C2\nadvice | C3",
        },
        last_night={"segment.play_assignment": told.get("before", ASSIGNED)},
    )


TWO = "visit | regular | 2 | advice | counter | purchase | 10 | | 0.1 | 00000000"


def test_of_two_plays_the_lower_priority_number_goes_first() -> None:
    rows = drawn_assignment("visit | C1 | 2 | false | 0 |\ncall | C1 | 1 | false | 0 |", play(TWO))
    assert [(r["play"], r["customer_id"], r["assigned_on"]) for r in rows] == [("call", "C1", TODAY)]


def test_a_play_with_an_obstacle_leaves_room_for_the_next() -> None:
    rows = drawn_assignment("visit | C1 | 2 | false | 0 |\ncall | C1 | 1 | false | 0 | no consent", play(TWO))
    assert [r["play"] for r in rows] == ["visit"]


def test_who_is_held_out_of_a_play_has_no_other() -> None:
    rows = drawn_assignment("visit | C1 | 2 | false | 0 |\ncall | C1 | 1 | true | 0 |", play(TWO))
    assert [(r["play"], r["is_holdout"]) for r in rows] == [("call", True)]


def test_a_cap_takes_those_who_promise_most_and_those_held_out_among_them() -> None:
    rows = drawn_assignment(
        "call | C1 | 1 | false | 1 |\ncall | C2 | 1 | false | 9 |\n"
        "call | C3 | 1 | true | 7 |\ncall | C4 | 1 | false | 5 |",
        play(cap=2),
    )
    assert [(r["customer_id"], r["is_holdout"]) for r in rows] == [("C2", False), ("C3", True), ("C4", False)]


@pytest.mark.parametrize(
    ("said", "before", "stopped"),
    [
        pytest.param(play(), "call | C1 | 2026-06-29 | 10 | false | |", None, id="goes on"),
        pytest.param(play(), "call | C4 | 2026-06-29 | 10 | false | |", "no consent", id="consent is gone"),
        pytest.param(play(), "call | C9 | 2026-06-29 | 10 | true | |", "gone customer", id="customer is gone"),
        pytest.param(play(play="x"), "call | C1 | 2026-06-29 | 10 | false | |", "withdrawn play", id="play is gone"),
        pytest.param(play(), "call | C4 | 2026-06-20 | 10 | false | |", "no consent", id="on its last day"),
        pytest.param(play(), "call | C4 | 2026-06-19 | 10 | false | |", None, id="was over before"),
    ],
)
def test_a_play_is_stopped_when_what_it_rests_on_is_gone(said: str, before: str, stopped: str | None) -> None:
    header = ASSIGNED.replace("play |", "play | segment | purpose | channel | outcome |", 1)
    before = before.replace("call |", "call | regular | advice | counter | purchase |", 1)
    [row] = drawn_assignment("", said, before=header + before)
    assert (row["stopped_by"], row["stopped_on"]) == (stopped, TODAY if stopped else None)


def test_what_was_stopped_stays_stopped_on_its_day() -> None:
    header = ASSIGNED.replace("play |", "play | segment | purpose | channel | outcome |", 1)
    line = "call | regular | advice | counter | purchase | C1 | 2026-06-25 | 10 | false | 2026-06-27 | no consent"
    [row] = drawn_assignment("", play(), before=header + line)
    assert (row["stopped_by"], row["stopped_on"]) == ("no consent", date(2026, 6, 27))


def test_a_play_goes_to_nobody_held_out_stopped_or_past_its_days() -> None:
    rows = step_rows(
        "segment.current_play",
        {
            "segment.play_definition": play(),
            "segment.play_assignment": ASSIGNED
            + "call | C1 | 2026-06-30 | 10 | false | |\ncall | C2 | 2026-06-30 | 10 | true | |\n"
            + "call | C3 | 2026-06-29 | 10 | false | 2026-06-30 | no consent\ncall | C4 | 2026-06-19 | 10 | false | |\n"
            + "call | C5 | 2026-06-20 | 10 | false | |",
        },
    )
    assert [(r["customer_id"], r["days_left"]) for r in rows] == [("C1", 10), ("C5", 0)]


@pytest.mark.parametrize(
    ("outcome", "facts", "came"),
    [
        pytest.param("purchase", {"value.purchase": "C1 | 2026-06-10 | false"}, False, id="bought on the night's day"),
        pytest.param("purchase", {"value.purchase": "C1 | 2026-06-11 | false"}, True, id="bought on the next day"),
        pytest.param("purchase", {"value.purchase": "C1 | 2026-06-20 | false"}, True, id="bought on the last day"),
        pytest.param("purchase", {"value.purchase": "C1 | 2026-06-21 | false"}, False, id="bought too late"),
        pytest.param("purchase", {"value.purchase": "C1 | 2026-06-15 | true"}, False, id="took it all back"),
        pytest.param("purchase", {"value.purchase": "C2 | 2026-06-15 | false"}, False, id="somebody else bought"),
        pytest.param(
            "contact", {"value.purchase": "C1 | 2026-06-15 | false"}, False, id="bought, but it is about talk"
        ),
        pytest.param("contact", {"relationship.contact": "C1 | 2026-06-15 | inbound"}, True, id="called us"),
        pytest.param("contact", {"relationship.contact": "C1 | 2026-06-15 | outbound"}, False, id="was called"),
        pytest.param("referral", {"relationship.referral": "C1 | 2026-06-15 | "}, True, id="referred somebody"),
        pytest.param("referral", {"relationship.referral": "C1 | 2026-06-15 | refers himself"}, False, id="himself"),
        pytest.param("stay", {}, True, id="stayed"),
        pytest.param("stay", {"lifecycle.lifecycle_transition": "C1 | 2026-06-15 | exit"}, False, id="left"),
        pytest.param("stay", {"lifecycle.lifecycle_transition": "C1 | 2026-06-15 | decline"}, True, id="declined"),
    ],
)
def test_an_outcome_counts_in_the_days_after_the_night(outcome: str, facts: dict[str, str], came: bool) -> None:
    header = {
        "value.purchase": "customer_id | occurred_on | is_zero_value",
        "relationship.contact": "customer_id | occurred_on | direction",
        "relationship.referral": "customer_id | referred_on | refusal",
        "lifecycle.lifecycle_transition": "customer_id | changed_on | to_stage",
    }
    [row] = step_rows(
        "segment.play_outcome",
        {
            "segment.play_assignment": "play | customer_id | assigned_on | outcome | window_days | is_holdout\n"
            f"call | C1 | 2026-06-10 | {outcome} | 10 | false\ncall | C1 | 2026-06-25 | {outcome} | 10 | false\n"
            f"call | C9 | 2026-06-10 | {outcome} | 10 | false",
            "segment.customer_360": "customer_id\nC1",
        }
        | {name: f"{header[name]}\n{line}" for name, line in facts.items()},
    )
    assert (row["customer_id"], row["assigned_on"], row["has_outcome"]) == ("C1", date(2026, 6, 10), came)


def result(treated: tuple[int, int], held: tuple[int, int]) -> dict[str, Any]:
    """The result of a play: (with the outcome, all) of the treated and of the held out."""
    con = with_quantiles({"segment.play_definition": play()})
    for is_holdout, (k, n) in ((False, treated), (True, held)):
        con.execute(
            """insert into segment.play_outcome
               select 'call', 'C' || ? || i, date '2026-01-01', ?, i < ? from range(?) t(i)""",
            [str(is_holdout), is_holdout, k, n],
        )
    [row] = run(con, "segment.play_result")
    return row


def with_quantiles(facts: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """The drawn world with the quantiles that intervals need."""
    con = world(facts)
    rows = student_t(engine.NightTables(con))  # noqa: F841 (read by the engine)
    con.execute("insert into satisfaction.student_t from rows")
    return con


def test_the_uplift_has_the_interval_that_newcombe_published() -> None:
    row = result((56, 70), (48, 80))
    assert (row["treated_share"], row["holdout_share"], row["uplift"]) == (0.8, 0.6, 0.2)
    assert (round(row["uplift_low"], 4), round(row["uplift_high"], 4)) == (0.0524, 0.3339)
    assert (row["verdict"], row["extra_outcomes"], row["reason"]) == ("helps", 14.0, None)


@pytest.mark.parametrize(
    ("treated", "held", "low", "high"),
    [((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0), ((0, 10), (0, 20), -0.1611, 0.2775)],
    ids=["few", "all and none", "none at all"],
)
def test_published_intervals_of_small_groups(
    treated: tuple[int, int], held: tuple[int, int], low: float, high: float
) -> None:
    row = result(treated, held)
    assert (round(row["uplift_low"], 4), round(row["uplift_high"], 4)) == (low, high)


@pytest.mark.parametrize(
    ("treated", "held", "verdict", "reason"),
    [
        pytest.param((1, 40), (15, 40), "harms", None, id="does harm"),
        pytest.param((9, 40), (8, 40), "not told apart", None, id="too few to say"),
        pytest.param((0, 0), (0, 0), None, "no days have passed", id="still runs"),
        pytest.param((3, 9), (0, 0), None, "nobody was held out", id="nothing to compare with"),
        pytest.param((0, 0), (3, 9), None, "nobody had the play", id="nobody had it"),
    ],
)
def test_a_play_is_judged_or_the_reason_is_said(
    treated: tuple[int, int], held: tuple[int, int], verdict: str | None, reason: str | None
) -> None:
    row = result(treated, held)
    assert (row["verdict"], row["reason"]) == (verdict, reason)


CUSTOMERS = [f"C{number}" for number in range(40)]
SAID = (Said(), Said("visit", priority=2, purpose="advice", window_days=2, cap=3, segment="big"))
NIGHT = st.fixed_dictionaries(
    {
        "days": st.integers(1, 60),
        "members": st.sets(st.tuples(st.sampled_from(["regular", "big"]), st.sampled_from(CUSTOMERS)), max_size=60),
        "refusing": st.sets(st.sampled_from(CUSTOMERS), max_size=20),
        "gone": st.sets(st.sampled_from(CUSTOMERS), max_size=4),
    }
)
CHAIN = ("play_permission", "play_candidate", "play_assignment", "current_play", "play_outcome", "play_result")
CUSTOMER = """
insert into segment.customer_360 by name
select
  unnest(?::varchar[]) as customer_id, 'person' as party_type, 1 as records, 1 as sources, true as has_email,
  true as has_phone, true as has_address, 0 as early_warnings, 0 as household_members, 0 as unsettled_matters,
  0 as known_preferences, 0 as goldfish_incidents
"""
CONSENT = """
insert into privacy.consent
select customer_id, purpose, not list_contains(?::varchar[], customer_id), 'objection', now(), now(), 'r'
from segment.customer_360, (values ('marketing_email'), ('advice')) as asked (purpose)
"""


def is_drawn(play: str, customer: str, below: str) -> bool:
    """Whether the draw holds the customer out of the play."""
    return md5(f"{play} {customer}".encode(), usedforsecurity=False).hexdigest()[:8] < below


def one_night(con: duckdb.DuckDBPyConnection, today: date, drawn: dict[str, Any], share: float) -> None:
    """The plays of one night on the assignments of the night before."""
    standing = sorted(set(CUSTOMERS) - drawn["gone"])
    members = sorted(pair for pair in drawn["members"] if pair[1] in standing)
    con.execute("update ops.setting set today = ?", [today])
    con.execute("delete from segment.segment_match; delete from segment.customer_360; delete from privacy.consent")
    con.execute(CUSTOMER, [standing])
    con.execute(CONSENT, [sorted(drawn["refusing"])])
    con.execute(
        "insert into segment.segment_match select unnest(?::varchar[]), unnest(?::varchar[])",
        [[segment for segment, _ in members], [customer for _, customer in members]],
    )
    said = [replace(one, holdout=share) for one in SAID]
    engine.build(con, play_step(said), tables()["segment.play_definition"])
    for name in CHAIN:
        run(con, f"segment.{name}")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(NIGHT, min_size=1, max_size=4), st.sampled_from([0.1, 0.5]))
def test_plays_never_go_to_the_holdout_or_to_people_without_consent(nights: list[dict[str, Any]], share: float) -> None:
    con = drawn_nights()
    con.execute("delete from last_night.segment.play_assignment")
    today, below = date(2026, 1, 1), holdout_below(share)
    before: set[tuple[str, str, date]] = set()
    for drawn in nights:
        today += timedelta(days=drawn["days"])
        one_night(con, today, drawn, share)
        going = con.execute("select play, customer_id from segment.current_play").fetchall()
        assigned = con.execute(
            "select play, customer_id, assigned_on, is_holdout, window_days from segment.play_assignment"
        ).fetchall()
        assert all(is_drawn(play, who, below) == held for play, who, _, held, _ in assigned)
        assert not any(is_drawn(play, who, below) for play, who in going)
        assert not {who for _, who in going} & (drawn["refusing"] | drawn["gone"])
        assert len({who for _, who in going}) == len(going)
        tonight = [(play, who, held) for play, who, on, held, _ in assigned if on == today]
        assert len({who for _, who, _ in tonight}) == len(tonight)
        assert sum(play == "visit" and not held for play, _, held in tonight) <= 3
        assert before <= set(assigned)
        before = set(assigned)
        over = [row for row in assigned if (today - row[2]).days > row[4] and row[1] not in drawn["gone"]]
        counted = con.execute("select coalesce(sum(treated_n + holdout_n), 0) from segment.play_result").fetchall()
        assert counted == [(len(over),)]
        con.execute("delete from last_night.segment.play_assignment")
        con.execute("insert into last_night.segment.play_assignment from segment.play_assignment")


@cache
def drawn_nights() -> duckdb.DuckDBPyConnection:
    """One world for all drawn nights: making its tables is what takes long."""
    return with_quantiles({"privacy.purpose": PURPOSE})


def test_a_tenth_is_held_out_and_each_play_draws_its_own_tenth() -> None:
    below = holdout_below(0.1)
    visit = f"visit | regular | 2 | advice | counter | purchase | 10 | | 0.1 | {below}"
    con = world({"segment.play_definition": play(visit, below=below)})
    con.execute("insert into segment.segment_match select 'regular', 'C' || i from range(20000) t(i)")
    con.execute(CUSTOMER, [[f"C{number}" for number in range(20000)]])
    rows = run(con, "segment.play_candidate", "customer_id, play")
    held = Counter(
        (first["is_holdout"], second["is_holdout"]) for first, second in zip(rows[::2], rows[1::2], strict=True)
    )
    # Standard error of a tenth of 20,000 is 42; of a hundredth 14.
    assert abs(held[True, True] + held[True, False] - 2000) < 170
    assert abs(held[True, True] + held[False, True] - 2000) < 170
    assert abs(held[True, True] - 200) < 56
