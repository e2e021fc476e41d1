from datetime import date
from typing import Any

import pytest

from tests.world import drawn, step_rows

NOTHING = "source | party_key | purpose | is_granted | basis | valid_from | recorded_at"


def consent(events: str, members: str, today: str = "2026-06-30") -> dict[tuple[str, str], Any]:
    """What holds for each customer and purpose; events are drawn as: record purpose granted basis from recorded."""
    said = [line.split() for line in events.splitlines() if line.strip()]
    drawn_events = "\n".join(
        f"shop | {record} | {purpose} | {word == 'yes'} | {basis.replace('-', '')} | {valid_from} | {recorded_at}"
        for record, purpose, word, basis, valid_from, recorded_at in said
    )
    records = "\n".join(
        f"shop | {record} | {customer}"
        for customer, *several in (line.split() for line in members.splitlines())
        for record in several
    )
    rows = step_rows(
        "privacy.consent",
        {
            "core.consent_event": f"{NOTHING}\n{drawn_events}",
            "identity.record": f"source | party_key | customer_id\n{records}",
        },
        today=date.fromisoformat(today),
    )
    return {(row["customer_id"], row["purpose"]): row for row in rows}


def is_granted(events: str, members: str = "Wang a", purpose: str = "marketing", **told: Any) -> bool:
    customer = members.split()[0]
    row = consent(events, members, **told).get((customer, purpose))
    return row is not None and row["is_granted"]


@pytest.mark.parametrize(
    ("granted", "events"),
    [
        (True, "a marketing yes consent 2026-01-01 2026-01-01"),
        (False, "a marketing no consent 2026-01-01 2026-01-01"),
        (True, "a marketing yes - 2026-01-01 2026-01-01"),
        (
            False,
            """a marketing yes consent 2026-01-01 2026-03-01
               a marketing no  consent 2026-02-01 2026-02-01""",
        ),
        (
            True,
            """a marketing no  consent 2026-02-01 2026-02-01
               a marketing yes consent 2026-02-01 2026-02-02""",
        ),
        (
            False,
            """a marketing no  consent  2026-02-01 2026-02-01
               a marketing yes contract 2026-02-01 2026-02-01""",
        ),
        (
            False,
            """a marketing no  objection 2026-02-01 2026-02-01
               a marketing yes consent   2026-03-01 2026-03-01""",
        ),
        (
            True,
            """a marketing no  objection 2026-02-01 2026-02-01
               a marketing yes objection 2026-03-01 2026-03-01
               a marketing yes consent   2026-01-01 2026-01-01""",
        ),
        (False, "a marketing yes objection 2026-03-01 2026-03-01"),
        (False, "a service yes contract 2026-03-01 2026-03-01"),
        (False, ""),
        (False, "a marketing yes consent 2026-07-01 2026-01-01"),
    ],
    ids=[
        "given",
        "refused",
        "given without a basis",
        "the latest in force decides",
        "then the latest written down",
        "a refusal wins a tie",
        "an objection beats a later consent",
        "an objection taken back leaves the consent",
        "taking back an objection grants nothing",
        "another purpose",
        "nothing said",
        "not yet in force",
    ],
)
def test_what_one_record_said(granted: bool, events: str) -> None:
    assert is_granted(events) is granted


@pytest.mark.parametrize(
    ("granted", "events"),
    [
        (
            True,
            """a marketing yes consent 2026-01-01 2026-01-01
               b marketing yes consent 2026-01-01 2026-01-01""",
        ),
        (
            False,
            """a marketing yes consent 2026-05-01 2026-05-01
               b marketing no  consent 2026-01-01 2026-01-01""",
        ),
        (
            False,
            """a marketing yes consent   2026-05-01 2026-05-01
               b marketing yes consent   2026-05-01 2026-05-01
               b marketing no  objection 2026-01-01 2026-01-01""",
        ),
        (False, "a marketing yes consent 2026-05-01 2026-05-01"),
    ],
    ids=["both agree", "the older refusal wins", "one objects", "one has said nothing"],
)
def test_merging_two_records_never_widens_consent(granted: bool, events: str) -> None:
    assert is_granted(events, members="Wang a b") is granted


def test_unmerging_gives_each_record_its_own_word_back() -> None:
    events = """a marketing yes consent 2026-05-01 2026-05-01
                b marketing no  consent 2026-01-01 2026-01-01"""
    apart = consent(events, "Wang a\nLi b")
    assert {customer: row["is_granted"] for (customer, _), row in apart.items()} == {"Wang": True, "Li": False}


def test_what_was_known_then_is_told_apart_from_what_is_known_now() -> None:
    events = """a marketing yes consent 2026-01-01 2026-01-01
                a marketing no  consent 2026-02-01 2026-04-01"""
    assert is_granted(events, today="2026-03-01") is True
    assert is_granted(events, today="2026-06-30") is False


def test_the_deciding_event_and_its_reason_are_told() -> None:
    events = """a marketing yes consent   2026-05-01 2026-05-02
                b marketing no  objection 2026-01-01 2026-01-03
                a service   yes contract  2026-05-01 2026-05-02"""
    found = consent(events, "Wang a b")
    objection = found["Wang", "marketing"]
    assert (objection["basis"], objection["reason"]) == ("objection", "The customer objects.")
    assert objection["valid_from"].isoformat() == "2026-01-01T00:00:00"
    assert objection["recorded_at"].isoformat() == "2026-01-03T00:00:00"
    assert found["Wang", "service"]["reason"] == "A record of the customer has said nothing."


ADDRESSES = """
source | party_key | customer_id | email_key
crm    | 1         | Wang        | fang@example.cn
crm    | 2         | Li          | home@example.cn
crm    | 3         | Han         | home@example.cn
said   | f         | bare_1      | fang@example.cn
said   | h         | bare_2      | home@example.cn
"""


@pytest.mark.parametrize(
    ("granted", "event"),
    [
        ({"Wang": True}, "f | true | consent"),
        ({"Wang": False}, "f | false | consent"),
        ({}, "h | true | consent"),
        ({"Li": False, "Han": False}, "h | false | consent"),
        ({"Li": False, "Han": False}, "h | false | objection"),
    ],
    ids=[
        "one who has it agrees",
        "one who has it refuses",
        "nobody knows which of two agreed",
        "a refusal counts for both",
        "an objection counts for both",
    ],
)
def test_the_word_of_an_address_counts_for_the_customer_who_has_it(granted: dict[str, bool], event: str) -> None:
    key, word, basis = event.split(" | ")
    columns = drawn(ADDRESSES)
    facts = {
        "core.consent_event": f"{NOTHING}\nsaid | {key} | marketing | {word} | {basis} | 2026-01-01 | 2026-01-01",
        "identity.record": "source | party_key | customer_id\n"
        + "\n".join(f"{c['source']} | {c['party_key']} | {c['customer_id']}" for c in columns),
        "identity.standard_record": "source | party_key | email_key\n"
        + "\n".join(f"{c['source']} | {c['party_key']} | {c['email_key']}" for c in columns),
    }
    rows = step_rows("privacy.consent", facts)
    assert {r["customer_id"]: r["is_granted"] for r in rows if not r["customer_id"].startswith("bare")} == granted


def test_a_placeholder_address_speaks_for_nobody() -> None:
    facts = {
        "core.consent_event": f"{NOTHING}\nsaid | f | marketing | true | consent | 2026-01-01 | 2026-01-01",
        "identity.record": "source | party_key | customer_id\ncrm | 1 | Wang\nsaid | f | bare",
        "identity.standard_record": "source | party_key | email_key\ncrm | 1 | no@mail.cn\nsaid | f | no@mail.cn",
        "identity.suspect_value": "kind | value\nemail | no@mail.cn",
    }
    assert [row["customer_id"] for row in step_rows("privacy.consent", facts)] == ["bare"]
