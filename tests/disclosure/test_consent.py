import duckdb
import pytest

from transforms.disclosure.consent import FOLD
from warehouse.portable import differences

EVENT = "party_source, party_key, purpose, is_granted, basis, valid_from, recorded_at"
INPUTS = f"""
with consent_event as (select {EVENT} from drawn_event),
member as (select customer_id, party_source, party_key from drawn_member),
moment as (select cast('{{as_of}}' as timestamp) as as_of, cast('{{known_at}}' as timestamp) as known_at),
"""


def consent(events: str, members: str, as_of: str = "2026-06-30", known_at: str | None = None) -> dict:
    """What holds for each customer and purpose; events are drawn as: record purpose granted basis from recorded."""
    with duckdb.connect() as con:
        con.execute(
            "create table drawn_event (party_source varchar, party_key varchar, purpose varchar, is_granted boolean,"
            " basis varchar, valid_from timestamp, recorded_at timestamp)"
        )
        con.execute("create table drawn_member (customer_id varchar, party_source varchar, party_key varchar)")
        for line in filter(None, map(str.strip, events.splitlines())):
            record, purpose, word, basis, valid_from, recorded_at = line.split()
            con.execute(
                "insert into drawn_event values ('shop', ?, ?, ?, nullif(?, '-'), ?, ?)",
                [record, purpose, word == "yes", basis, valid_from, recorded_at],
            )
        for line in filter(None, map(str.strip, members.splitlines())):
            customer, *records = line.split()
            con.executemany("insert into drawn_member values (?, 'shop', ?)", [[customer, one] for one in records])
        query = INPUTS.format(as_of=as_of, known_at=known_at or as_of) + FOLD + "select * from consent"
        assert differences(query) == []
        cursor = con.execute(query)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = {(row["customer_id"], row["purpose"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def is_granted(events: str, members: str = "Wang a", purpose: str = "marketing", **moments) -> bool:
    customer = members.split()[0]
    row = consent(events, members, **moments).get((customer, purpose))
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
def test_what_one_record_said(granted, events):
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
def test_merging_two_records_never_widens_consent(granted, events):
    assert is_granted(events, members="Wang a b") is granted


def test_unmerging_gives_each_record_its_own_word_back():
    events = """a marketing yes consent 2026-05-01 2026-05-01
                b marketing no  consent 2026-01-01 2026-01-01"""
    apart = consent(events, "Wang a\nLi b")
    assert {customer: row["is_granted"] for (customer, _), row in apart.items()} == {"Wang": True, "Li": False}


def test_what_was_known_then_is_told_apart_from_what_is_known_now():
    events = """a marketing yes consent 2026-01-01 2026-01-01
                a marketing no  consent 2026-02-01 2026-04-01"""
    assert is_granted(events, as_of="2026-03-01", known_at="2026-03-01") is True
    assert is_granted(events, as_of="2026-03-01", known_at="2026-06-30") is False


def test_the_deciding_event_and_its_reason_are_told():
    events = """a marketing yes consent   2026-05-01 2026-05-02
                b marketing no  objection 2026-01-01 2026-01-03
                a service   yes contract  2026-05-01 2026-05-02"""
    found = consent(events, "Wang a b")
    objection = found["Wang", "marketing"]
    assert (objection["basis"], objection["reason"]) == ("objection", "the customer objects")
    assert objection["valid_from"].isoformat() == "2026-01-01T00:00:00"
    assert objection["recorded_at"].isoformat() == "2026-01-03T00:00:00"
    assert found["Wang", "service"]["reason"] == "a record of the customer has said nothing"
