"""Nothing happens to a customer's identity without an event, and an old id still leads to its customer."""

import duckdb
import pytest

from tests.world import TODAY, run, world
from warehouse.engine import StepFailed

DRAWN = "source | party_key | customer_id"


def nights(
    before: str, after: str, facts: dict[str, str] | None = None, last: dict[str, str] | None = None
) -> duckdb.DuckDBPyConnection:
    """A world whose records belonged to customers `before` last night and `after` tonight ("a=1 b=1")."""

    def drawn(text: str) -> str:
        return "\n".join(
            [DRAWN, *(f"crm | {key} | {owner}" for key, owner in (pair.split("=") for pair in text.split()))]
        )

    return world(
        {"identity.record": drawn(after)} | (facts or {}), last_night={"identity.record": drawn(before)} | (last or {})
    )


def events(before: str, after: str) -> list[tuple[object, ...]]:
    rows = run(nights(before, after), "identity.identity_event")
    columns = ("event", "customer_id", "other_customer_id", "records_before", "records_after")
    return sorted(tuple(row[column] or 0 for column in columns) for row in rows)


def test_the_same_customers_are_no_event() -> None:
    assert events("a=A b=A c=C", "a=A b=A c=C") == []


def test_a_customer_nobody_knew_is_created() -> None:
    assert events("a=A", "a=A b=B c=B") == [("created", "B", 0, 0, 2)]


def test_a_new_record_joins_a_customer() -> None:
    assert events("a=A", "a=A b=A") == [("joined", "A", 0, 1, 2)]


def test_a_withdrawn_record_leaves_its_customer() -> None:
    assert events("a=A b=A", "a=A") == [("left", "A", 0, 2, 1)]


def test_a_customer_without_records_is_retired() -> None:
    assert events("a=A b=B", "a=A") == [("retired", "B", 0, 1, 0)]


def test_two_customers_found_to_be_one_are_merged() -> None:
    assert events("a=A b=B", "a=A b=A") == [("merged", "B", "A", 1, 0)]


def test_one_customer_found_to_be_two_is_split() -> None:
    assert events("a=A b=A", "a=A b=B") == [("split", "B", "A", 0, 1)]


def test_a_record_that_changes_hands_leaves_one_customer_and_joins_the_other() -> None:
    assert events("a=A b=A c=C", "a=A b=C c=C") == [("joined", "C", 0, 1, 2), ("left", "A", 0, 2, 1)]


def test_events_of_earlier_nights_are_kept() -> None:
    earlier = "happened_on | event | customer_id | records_before | records_after\n2026-01-01 | created | A | 0 | 1"
    con = nights("a=A", "a=A", last={"identity.identity_event": earlier})
    assert [row["event"] for row in run(con, "identity.identity_event")] == ["created"]


def test_an_old_id_follows_its_customer_through_two_merges() -> None:
    con = nights(
        "a=B b=C", "a=C b=C", last={"identity.identity_alias": "alias_id | customer_id | since_on\nA | B | 2026-01-01"}
    )
    run(con, "identity.identity_event")
    rows = run(con, "identity.identity_alias")
    assert [(row["alias_id"], row["customer_id"], row["since_on"].isoformat()) for row in rows] == [
        ("A", "C", "2026-01-01"),
        ("B", "C", TODAY.isoformat()),
    ]


def test_an_id_taken_up_again_is_no_alias() -> None:
    con = nights(
        "a=A b=A", "a=A b=B", last={"identity.identity_alias": "alias_id | customer_id | since_on\nB | A | 2026-01-01"}
    )
    run(con, "identity.identity_event")
    assert run(con, "identity.identity_alias") == []


def test_pairs_between_the_thresholds_wait_for_a_person() -> None:
    pairs = """
    source_l | party_key_l | source_r | party_key_r | match_probability | rule      | reason
    crm      | a           | crm      | b           | 0.49              | model     | same city +2.0
    crm      | a           | crm      | c           | 0.50              | model     | same city +3.0
    crm      | b           | crm      | c           | 0.9499            | model     | same phone +9.0
    crm      | b           | crm      | d           | 0.95              | model     | same e-mail +15.0
    crm      | c           | crm      | d           | 0.70              | veto      | given names differ -5.0
    """
    con = nights("", "a=A b=B c=B d=D", {"identity.identity_pair": pairs})
    rows = run(con, "identity.identity_review")
    assert [(row["party_key_l"], row["party_key_r"], row["is_same_customer"]) for row in rows] == [
        ("a", "c", False),
        ("b", "c", True),
    ]
    assert rows[0]["sentence"] == "One customer with probability 0.500: same city +3.0"


def test_figures_of_the_night() -> None:
    con = nights("a=A b=B x=X", "a=A b=A c=C")
    (row,) = run(con, "identity.identity_quality")
    assert (row["records"], row["customers"], row["largest_cluster"], row["kept_share"]) == (3, 2, 2, 0.5)
    assert (row["largest_customer_id"], row["merged_customers"], row["merges_limit"]) == ("A", 0, 20)


def test_the_largest_customer_is_named_with_what_holds_it_together() -> None:
    pairs = """
    source_l | party_key_l | source_r | party_key_r | rule      | match_probability
    crm      | a           | crm      | b           | model     | 0.99
    crm      | a           | crm      | c           | must_link | 1
    crm      | b           | crm      | c           | model     | 0.98
    crm      | a           | crm      | d           | veto      | 0
    """
    (row,) = run(nights("", "a=A b=A c=A d=D", {"identity.identity_pair": pairs}), "identity.identity_quality")
    assert (row["largest_customer_id"], row["largest_reason"]) == ("A", "2 of its 3 pairs stand on: model")


def test_people_s_share_of_the_doubtful_pairs_is_told() -> None:
    con = nights(
        "",
        "a=A b=B c=C d=D",
        {
            "identity.identity_pair": """
            source_l | party_key_l | source_r | party_key_r | rule                | match_probability | reason
            crm      | a           | crm      | b           | judgement_different | 0                 | same city
            crm      | a           | crm      | c           | model               | 0.7               | same city
            crm      | a           | crm      | d           | model               | 0.8               | same city
            """,
            "identity.judgement": """
            source_l | party_key_l | source_r | party_key_r | judgement
            crm      | a           | crm      | b           | different
            crm      | a           | crm      | d           | unsure
            """,
        },
    )
    assert [(row["party_key_l"], row["party_key_r"]) for row in run(con, "identity.identity_review")] == [("a", "c")]
    (row,) = run(con, "identity.identity_quality")
    assert (row["review_pairs"], row["judged_pairs"], row["reviewed_share"]) == (1, 1, 0.5)


def test_a_customer_of_too_many_records_stops_the_night() -> None:
    con = nights("", " ".join(f"r{n}=A" for n in range(51)))
    with pytest.raises(StepFailed, match="no customer is made of more records than cluster_size_limit"):
        run(con, "identity.identity_quality")


def test_a_jump_in_merges_stops_the_night() -> None:
    before = " ".join(f"a{n}=A{n} b{n}=B{n}" for n in range(21))
    con = nights(before, " ".join(f"a{n}=A{n} b{n}=A{n}" for n in range(21)))
    run(con, "identity.identity_event")
    with pytest.raises(StepFailed, match="no more customers are merged away in one night than merge_jump_share"):
        run(con, "identity.identity_quality")
