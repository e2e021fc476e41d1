"""The wide customer row, conditions over it, and who enters and leaves: one fact a case."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.catalog import tables
from expectations.segment import CUSTOMER_360
from tests.world import run, step_rows, world
from warehouse import engine
from warehouse.segment.segment import SegmentRefused, condition, definition_step, rule_sizes, segment_step


@dataclass(frozen=True)
class Said:
    """A segment as a company says it."""

    name: str
    predicate: str
    sentence: str = "whom we mean"


def customer(**facts: str) -> dict[str, Any]:
    """The one row of segment.customer_360 for C1, known to identity by birth, acquisition and contact columns."""
    drawn = {name.replace("__", "."): text for name, text in facts.items()}
    drawn.setdefault("identity.customer", "customer_id\nC1")
    [row] = step_rows("segment.customer_360", drawn)
    return row


@pytest.mark.parametrize(
    ("birth_on", "age"),
    [
        pytest.param("1990-06-29", 36, id="birthday yesterday"),
        pytest.param("1990-06-30", 36, id="birthday today"),
        pytest.param("1990-07-01", 35, id="birthday tomorrow"),
        pytest.param("1992-02-29", 34, id="born on a leap day"),
        pytest.param("", None, id="unknown"),
    ],
)
def test_age_counts_whole_years(birth_on: str, age: int | None) -> None:
    assert customer(identity__customer=f"customer_id | birth_on\nC1 | {birth_on}")["age_years"] == age


@pytest.mark.parametrize(
    ("acquired_on", "first_on", "started_on", "days"),
    [
        pytest.param("2026-06-01", "", "", 29, id="since the customer was won"),
        pytest.param("2026-06-01", "2026-05-31", "", 30, id="since an earlier purchase"),
        pytest.param("2026-06-01", "2026-06-02", "2026-05-30", 31, id="since an earlier contract"),
        pytest.param("", "", "", None, id="nobody knows"),
    ],
)
def test_tenure_runs_from_the_earliest_sign(acquired_on: str, first_on: str, started_on: str, days: int | None) -> None:
    row = customer(
        identity__customer=f"customer_id | acquired_on\nC1 | {acquired_on}",
        value__summary=f"customer_id | first_on\nC1 | {first_on}" if first_on else "customer_id",
        value__contract_summary=f"customer_id | first_started_on\nC1 | {started_on}",
    )
    assert row["tenure_days"] == days


def test_contact_points_are_only_known_to_be_there() -> None:
    row = customer(identity__customer="customer_id | email | phone | street\nC1 | a@b.c |  | 南京路1号")
    assert (row["has_email"], row["has_phone"], row["has_address"]) == (True, False, True)
    assert not [c.name for c in CUSTOMER_360.columns if c.role in ("direct_id", "free_text")]


@pytest.mark.parametrize(
    ("consent", "may"),
    [
        pytest.param("C1 | marketing_email | true", True, id="given"),
        pytest.param("C1 | marketing_email | false", False, id="refused"),
        pytest.param("C1 | profiling | true", None, id="given for something else"),
    ],
)
def test_consent_is_told_by_purpose(consent: str, may: bool | None) -> None:
    assert customer(privacy__consent="customer_id | purpose | is_granted\n" + consent)["may_marketing_email"] is may


def test_attitude_and_rung_are_told() -> None:
    row = customer(
        relationship__attitude="customer_id | nps_score | closeness_gap | attitude_percent\nC1 | 9 | -2 | 90",
        relationship__relationship_ladder="customer_id | rung | loyalty_type | loyalty_reason\nC1 | client | true |",
        relationship__rung_evidence="customer_id | wallet_share | referrals\nC1 | 0.25 | 3",
    )
    assert (row["nps_score"], row["closeness_gap"], row["csat_percent"]) == (9, -2, None)
    assert (row["rung"], row["loyalty_type"], row["wallet_share"], row["referrals"]) == ("client", "true", 0.25, 3)


def test_moments_are_those_of_the_customer_not_of_its_channels() -> None:
    row = customer(
        satisfaction__moment_of_truth_summary="""
            scope    | name  | customer_id | peak_end | negative_share
            customer | C1    | C1          | -1.5     | 0.5
            channel  | phone |             | 2.5      | 0.0
        """,
        satisfaction__recovery="customer_id | episode | failed_on | put_right_on\nC1 | a | 2026-06-01 |",
    )
    assert (row["moment_peak_end"], row["moment_negative_share"], row["unsettled_matters"]) == (-1.5, 0.5, 1)


def test_the_birthday_ahead_is_the_customers_own() -> None:
    row = customer(
        memory__special_day="""
            customer_id | kind                 | name | days_ahead | origin_on  | next_on    | years
            C1          | contract_anniversary | 1    | 2          | 2020-07-02 | 2026-07-02 | 6
            C1          | birthday             | b    | 9          | 1990-07-09 | 2026-07-09 | 36
        """
    )
    assert row["days_to_birthday"] == 9


def test_warnings_and_household_are_counted() -> None:
    row = customer(
        lifecycle__early_warning="customer_id | sign\nC1 | silence\nC1 | spend",
        identity__customer_relation="""
            customer_id | relation     | related_customer_id
            C1          | household_of | C2
            C1          | works_for    | C3
        """,
    )
    assert (row["early_warnings"], row["household_members"]) == (2, 1)


def matched(*segments: Said, customers: str) -> list[tuple[str, str]]:
    """Segment and customer of each match."""
    con = world({"segment.customer_360": customers})
    engine.build(con, segment_step(segments), tables()["segment.segment_match"])
    return con.execute("select segment, customer_id from segment.segment_match order by all").fetchall()


def test_a_segment_holds_those_for_whom_its_condition_is_true() -> None:
    customers = "customer_id | stage | revenue\nC1 | decline | 10\nC2 | decline | \nC3 | growth | 90"
    rows = matched(
        Said("fading", "stage = 'decline' and revenue > 5"), Said("big", "revenue > 50"), customers=customers
    )
    assert rows == [("big", "C3"), ("fading", "C1")]


def test_a_condition_with_an_or_stays_by_itself() -> None:
    rows = matched(
        Said("a", "revenue > 50 or stage = 'growth'"), customers="customer_id | revenue | stage\nC1 | 60 | exit"
    )
    assert rows == [("a", "C1")]


def test_a_company_without_segments_has_no_members() -> None:
    assert matched(customers="customer_id\nC1") == []
    con = world({})
    engine.build(con, definition_step(()), tables()["segment.segment_definition"])
    assert con.execute("select * from segment.segment_definition").fetchall() == []


def test_names_and_sentences_are_data_not_sql() -> None:
    con = world({"segment.customer_360": "customer_id\nC1"})
    quoted = Said("o'hara", "true", "who's in; drop table x --")
    engine.build(con, definition_step((quoted,)), tables()["segment.segment_definition"])
    engine.build(con, segment_step((quoted,)), tables()["segment.segment_match"])
    assert con.execute("select segment, sentence from segment.segment_definition").fetchall() == [
        ("o'hara", "who's in; drop table x --")
    ]
    assert con.execute("select segment from segment.segment_match").fetchall() == [("o'hara",)]


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        pytest.param("stag = 'exit'", "there is no column stag; did you mean stage?", id="misspelt column"),
        pytest.param("x.stage = 'exit'", "there is no column x.stage", id="another table's column"),
        pytest.param("email like '%'", "there is no column email", id="direct identifier"),
        pytest.param("stage =", "not SQL", id="no SQL"),
        pytest.param("true) union select 1 --", "not SQL", id="bracket closed early"),
        pytest.param("true union select 1", "more than one expression", id="second query"),
        pytest.param("true; drop table x", "more than one expression", id="second statement"),
        pytest.param("true group by 1", "more than one expression", id="grouping"),
        pytest.param("true limit 1", "more than one expression", id="limit"),
        pytest.param("customer_id in (select 'C1')", "query of its own", id="subquery"),
        pytest.param("exists (select 1)", "query of its own", id="exists"),
        pytest.param("count(*) > 1", "may not count, rank", id="aggregate"),
        pytest.param("row_number() over (order by revenue) < 9", "may not count, rank", id="window"),
        pytest.param("revenue > $1", "may not count, rank", id="parameter"),
        pytest.param("read_csv('a') is null", "read_csv() is not among", id="reading a file"),
        pytest.param("getenv('HOME') = 'a'", "getenv() is not among", id="reading the environment"),
        pytest.param("last_on < now()", "now() is not among", id="clock"),
        pytest.param("random() < 0.5", "not among", id="chance"),
        pytest.param(
            "revenue / 2 > 3", "'/' needs a double on its left", id="a division that engines read differently"
        ),
        pytest.param("stage", "VARCHAR, not true or false", id="no condition"),
        pytest.param("age_years > 'old'", "cannot be compared", id="number against word"),
        pytest.param("last_on > 5", "cannot be compared", id="day against number"),
    ],
)
def test_a_condition_that_is_more_than_a_condition_is_refused(predicate: str, said: str) -> None:
    with pytest.raises(SegmentRefused, match="^fading: ") as refused:
        condition("fading", predicate)
    assert said in str(refused.value)


def test_comments_do_not_reach_the_step() -> None:
    assert condition("fading", "stage = 'exit' -- or true") == "(stage = 'exit')"


def test_each_part_of_a_condition_is_counted_before_it_is_saved() -> None:
    con = world(
        {"segment.customer_360": "customer_id | stage | revenue\nC1 | exit | 10\nC2 | exit | 60\nC3 | growth | 90"}
    )
    assert rule_sizes(con, "a", "stage = 'exit' and revenue > 50") == [
        ("stage = 'exit'", 2),
        ("revenue > 50", 2),
        ("stage = 'exit' AND revenue > 50", 1),
    ]
    assert rule_sizes(con, "a", "(stage = 'exit' or revenue > 50)") == [("(stage = 'exit' OR revenue > 50)", 3)]


DEFINED = "segment | sentence | predicate\n"
STAY = "segment | customer_id | entered_on | left_on | entered_by | left_by\n"


def membership(
    match: str, before: str = "", defined: str = "a | all | true", defined_before: str = "a | all | true",
    customers: str = "C1", customers_before: str = "C1",
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Customer, day in, day out, cause in, cause out of each stay in 2026-06-30's night."""
    rows = step_rows(
        "segment.segment_membership",
        {
            "segment.segment_match": "segment | customer_id\n" + match,
            "segment.segment_definition": DEFINED + defined,
            "segment.customer_360": "customer_id\n" + customers,
        },
        last_night={
            "segment.segment_membership": STAY + before,
            "segment.segment_definition": DEFINED + defined_before,
            "segment.customer_360": "customer_id\n" + customers_before,
        },
    )
    return [
        (
            r["customer_id"],
            f"{r['entered_on']:%m-%d}",
            r["left_on"] and f"{r['left_on']:%m-%d}",
            r["entered_by"],
            r["left_by"],
        )
        for r in rows
    ]


STANDING = "a | C1 | 2026-06-01 | | new customer |"


@pytest.mark.parametrize(
    ("told", "stays"),
    [
        pytest.param(
            {"match": "a | C1", "before": STANDING}, [("C1", "06-01", None, "new customer", None)], id="stays"
        ),
        pytest.param({"match": "a | C1"}, [("C1", "06-30", None, "changed facts", None)], id="enters as facts changed"),
        pytest.param(
            {"match": "a | C1", "customers_before": ""},
            [("C1", "06-30", None, "new customer", None)],
            id="enters as a new customer",
        ),
        pytest.param(
            {"match": "a | C1", "defined_before": "a | all | false"},
            [("C1", "06-30", None, "redefinition", None)],
            id="enters as the condition changed",
        ),
        pytest.param(
            {"match": "a | C1", "defined_before": ""},
            [("C1", "06-30", None, "new segment", None)],
            id="enters a new segment",
        ),
        pytest.param(
            {"match": "", "before": STANDING},
            [("C1", "06-01", "06-30", "new customer", "changed facts")],
            id="leaves as facts changed",
        ),
        pytest.param(
            {"match": "", "before": STANDING, "customers": ""},
            [("C1", "06-01", "06-30", "new customer", "gone customer")],
            id="leaves as the id is gone",
        ),
        pytest.param(
            {"match": "", "before": STANDING, "defined_before": "a | all | false"},
            [("C1", "06-01", "06-30", "new customer", "redefinition")],
            id="leaves as the condition changed",
        ),
        pytest.param(
            {"match": "", "before": STANDING, "defined": ""},
            [("C1", "06-01", "06-30", "new customer", "withdrawn segment")],
            id="leaves as the segment is withdrawn",
        ),
        pytest.param(
            {"match": "a | C1", "before": "a | C1 | 2026-06-01 | 2026-06-09 | new customer | changed facts"},
            [
                ("C1", "06-01", "06-09", "new customer", "changed facts"),
                ("C1", "06-30", None, "changed facts", None),
            ],
            id="comes back",
        ),
    ],
)
def test_a_stay_begins_and_ends_with_its_cause(told: dict[str, str], stays: list[Any]) -> None:
    assert membership(**told) == stays


def test_a_member_knows_the_sentence_that_brought_it_in() -> None:
    [row] = step_rows(
        "segment.segment_membership",
        {
            "segment.segment_match": "segment | customer_id\na | C1",
            "segment.segment_definition": DEFINED + "a | 沉默的贵客 | true",
        },
    )
    assert row["why"] == "沉默的贵客"


def test_a_segment_has_its_size_and_what_it_brings() -> None:
    rows = step_rows(
        "segment.segment_size",
        {
            "segment.segment_definition": DEFINED + "a | some | true\nb | nobody | false",
            "segment.segment_match": "segment | customer_id\na | C1\na | C2",
            "segment.customer_360": """
                customer_id | revenue | net_profit | expected_profit_12m
                C1          | 30      | 9          | 4
                C2          |         |            |
                C3          | 70      | 1          | 1
                C4          | 20      | 1          | 1
            """,
        },
    )
    figures = [(r["customers"], r["customer_share"], r["revenue"], r["revenue_share"], r["net_profit"]) for r in rows]
    assert figures == [(2, 0.5, 30, 0.25, 9), (0, 0.0, 0, 0.0, 0)]


def test_overlap_is_counted_both_ways() -> None:
    rows = step_rows(
        "segment.segment_overlap",
        {
            "segment.segment_size": "segment | customers\na | 2\nb | 3\nc | 0",
            "segment.segment_match": "segment | customer_id\na | C1\na | C2\nb | C2\nb | C3\nb | C4",
        },
    )
    found = {(r["segment"], r["other_segment"]): (r["customers"], r["segment_share"], r["jaccard"]) for r in rows}
    assert found["a", "b"] == (1, 0.5, 0.25)
    assert found["b", "a"][0] == 1
    assert (found["a", "c"], found["c", "a"]) == ((0, 0.0, 0.0), (0, None, 0.0))
    assert len(found) == 6


NIGHT = st.tuples(
    st.sets(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["C1", "C2"]))),
    st.sampled_from(["a | s | true\nb | s | true", "a | s | true\nb | s | false", "a | s | true"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(NIGHT, min_size=1, max_size=4))
def test_entries_less_exits_are_the_members_after_any_nights(nights: list[tuple[set[tuple[str, str]], str]]) -> None:
    con = world({})
    for number, (match, defined) in enumerate(nights):
        con.execute("update ops.setting set today = ?", [date(2026, 6, 1) + timedelta(days=number)])
        con.execute("delete from segment.segment_match; delete from segment.segment_definition")
        lines = [line.split(" | ") for line in defined.splitlines()]
        con.executemany("insert into segment.segment_definition values (?, ?, ?)", lines)
        members = {pair for pair in match if pair[0] in {line[0] for line in lines}}
        for pair in sorted(members):
            con.execute("insert into segment.segment_match values (?, ?)", list(pair))
        stays = run(con, "segment.segment_membership")
        assert {(r["segment"], r["customer_id"]) for r in stays if r["left_on"] is None} == members
        balance = {"a": 0, "b": 0}
        for row in run(con, "segment.segment_change"):
            balance[row["segment"]] += row["customers"] if row["movement"] == "entered" else -row["customers"]
        assert balance == {segment: sum(pair[0] == segment for pair in members) for segment in "ab"}
        for table in ("segment.segment_membership", "segment.segment_definition"):
            con.execute(f"delete from last_night.{table}")
            con.execute(f"insert into last_night.{table} select * from {table}")
