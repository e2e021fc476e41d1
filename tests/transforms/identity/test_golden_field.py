"""The golden record, its reasons and its history: one fact a case."""

from datetime import date, datetime
from typing import Any

import pytest

from expectations.identity import CUSTOMER, CUSTOMER_HISTORY, FIELD_RULE
from expectations.setting import FLAGS, GROUPS
from tests.world import run, step_rows, world

RECORD = """
    source | party_key | customer_id | party_type
    crm    | 1         | C1          | person
    shop   | 2         | C1          | person
    till   | 3         | C1          | person
"""


def golden(party: str, contact: str = "", suspect: str = "", standard: str = "", **told: Any) -> dict[str, Any]:
    """The golden record of C1, and under `rules` why each value won or lost."""
    header = "source | party_key | contact_type | value | street | city | updated_at | is_primary\n"
    facts = {
        "identity.record": RECORD,
        "core.party": party,
        "core.contact_point": header + contact,
        "identity.suspect_value": "kind | value\n" + suspect,
        "identity.standard_record": "source | party_key | party_type | phone_key | email_key\n" + standard,
    }
    con = world(facts, **told)
    for table in ("identity.field_rule", "identity.record_contact", "identity.record_field"):
        run(con, table)
    rules = {(row["field"], row["source"]): row["rule"] for row in run(con, "identity.golden_field")}
    return run(con, "identity.customer")[0] | {"rules": rules}


def test_the_most_recent_value_of_a_changing_field_wins() -> None:
    row = golden("""
        source | party_key | updated_at       | employer
        crm    | 1         | 2026-01-01 00:00 | 老公司
        shop   | 2         | 2026-02-01 00:00 | 新公司
        till   | 3         | 2026-03-01 00:00 |
    """)
    assert row["employer"] == "新公司"
    assert row["rules"]["employer", "shop"].startswith("won: the most recent first")
    assert row["rules"]["employer", "crm"].startswith("lost: the most recent first")


def test_a_record_without_a_time_is_older_than_any_other() -> None:
    row = golden("""
        source | party_key | updated_at       | employer
        crm    | 1         |                  | 甲
        shop   | 2         | 2020-02-01 00:00 | 乙
    """)
    assert row["employer"] == "乙"


def test_a_tie_falls_to_the_first_source() -> None:
    row = golden("""
        source | party_key | updated_at       | employer
        shop   | 2         | 2026-02-01 00:00 | 乙
        crm    | 1         | 2026-02-01 00:00 | 甲
    """)
    assert row["employer"] == "甲"


def test_a_birth_day_that_two_records_tell_outranks_a_newer_one() -> None:
    row = golden("""
        source | party_key | updated_at       | birth_on
        crm    | 1         | 2025-01-01 00:00 | 1980-05-01
        shop   | 2         | 2026-02-01 00:00 | 1980-01-05
        till   | 3         | 2025-01-01 00:00 | 1980-05-01
    """)
    assert row["birth_on"] == date(1980, 5, 1)


def test_the_parts_of_a_name_come_from_one_record() -> None:
    row = golden("""
        source | party_key | updated_at       | full_name | given_name | surname | name_prefix
        crm    | 1         | 2026-02-01 00:00 | 王伟      |            |         |
        shop   | 2         | 2026-01-01 00:00 | Wang Wei  | Wei        | Wang    | Mr
    """)
    assert (row["full_name"], row["given_name"], row["name_prefix"]) == ("王伟", None, None)


def test_a_record_that_tells_only_the_title_does_not_give_the_name() -> None:
    row = golden("""
        source | party_key | updated_at       | full_name | name_prefix
        crm    | 1         | 2025-02-01 00:00 | 王伟      |
        shop   | 2         | 2026-01-01 00:00 |           | 先生
    """)
    assert row["full_name"] == "王伟"


def test_no_prospect_when_one_source_says_that_the_party_bought() -> None:
    row = golden("""
        source | party_key | updated_at       | is_prospect
        crm    | 1         | 2026-02-01 00:00 | true
        shop   | 2         | 2025-01-01 00:00 | false
    """)
    assert row["is_prospect"] is False


def test_the_earliest_acquisition_is_taken_with_its_channel() -> None:
    row = golden("""
        source | party_key | updated_at       | acquired_on | acquisition_channel
        crm    | 1         | 2026-02-01 00:00 | 2025-03-01  | event
        shop   | 2         | 2026-02-01 00:00 | 2024-03-01  | referral
    """)
    assert (row["acquired_on"], row["acquisition_channel"]) == (date(2024, 3, 1), "referral")


def test_the_fullest_name_of_an_organisation_wins() -> None:
    row = golden("""
        source | party_key | updated_at       | organisation_name
        crm    | 1         | 2025-02-01 00:00 | 上海街角茶业有限公司
        shop   | 2         | 2026-01-01 00:00 | 街角茶业
    """)
    assert row["organisation_name"] == "上海街角茶业有限公司"


JOBS = """
    source | party_key | updated_at       | employer | has_dependents
    crm    | 1         | 2026-03-01 00:00 | 甲       | false
    shop   | 2         | 2026-01-01 00:00 | 乙       | true
    till   | 3         | 2026-02-01 00:00 | 甲       | false
"""


@pytest.mark.parametrize(
    ("strategy", "employer"),
    [
        pytest.param("employer=most_trusted", "乙", id="the trusted source"),
        pytest.param("employer=most_frequent", "甲", id="the most frequent"),
        pytest.param("market=longest, employer=lowest", "乙", id="the lowest"),
        pytest.param("", "甲", id="the most recent unless told otherwise"),
    ],
)
def test_a_company_chooses_how_a_value_is_found(strategy: str, employer: str) -> None:
    row = golden(JOBS, golden_strategies=strategy, trusted_sources="shop, crm")
    assert row["employer"] == employer


def test_a_source_that_is_not_named_is_trusted_least() -> None:
    assert golden(JOBS, golden_strategies="employer=most_trusted", trusted_sources="shop")["employer"] == "乙"
    row = golden(JOBS, golden_strategies="employer=most_trusted", trusted_sources="sho, till")
    assert row["rules"]["employer", "till"].startswith("won: the most trusted source first (sho, till)")


def test_a_flag_is_true_when_any_record_says_so() -> None:
    assert golden(JOBS)["has_dependents"] is False
    assert golden(JOBS, golden_strategies="has_dependents=any_true")["has_dependents"] is True


def test_the_groups_whose_strategy_may_be_chosen_are_those_of_the_rules() -> None:
    rows = step_rows("identity.field_rule", {})
    assert {row["field_group"] for row in rows} == {*GROUPS, *FLAGS}


PARTY = "source | party_key | updated_at\ncrm | 1 | 2026-01-01 00:00\nshop | 2 | 2026-02-01 00:00"


def test_an_address_is_taken_whole() -> None:
    row = golden(
        PARTY,
        """crm | 1 | address |  | 南京路1号 | 上海 | 2026-01-01 00:00 |
        shop  | 2 | address |  | 中山路2号 |      | 2026-02-01 00:00 |""",
    )
    assert (row["street"], row["city"]) == ("中山路2号", None)


def test_an_address_with_a_street_comes_before_a_newer_city() -> None:
    row = golden(
        PARTY,
        """crm | 1 | address |  | 南京路1号 | 上海 | 2026-01-01 00:00 |
        shop  | 2 | address |  |           | 苏州 | 2026-02-01 00:00 |""",
    )
    assert (row["street"], row["city"]) == ("南京路1号", "上海")


def test_the_phone_stands_in_its_international_form_when_it_has_one() -> None:
    row = golden(PARTY, "crm | 1 | phone | 138 1234 5678 | | | |", standard="crm | 1 | person | +8613812345678 |")
    assert row["phone"] == "+8613812345678"


def test_a_placeholder_never_wins() -> None:
    row = golden(
        PARTY,
        "crm | 1 | email | anna@example.com | | | |\nshop | 2 | email | none@example.com | | | |",
        suspect="email | none@example.com",
        standard="shop | 2 | person | | none@example.com",
    )
    assert row["email"] == "anna@example.com"
    assert row["rules"]["email", "shop"] == "lost: a placeholder that many records share"


def test_a_customer_that_tells_nothing_still_stands() -> None:
    row = golden("source | party_key | full_name\ncrm | 1 |")
    assert (row["customer_id"], row["full_name"], row["records"], row["sources"]) == ("C1", None, 3, 3)


def test_the_source_s_preferred_contact_point_comes_first() -> None:
    rows = step_rows(
        "identity.record_contact",
        {
            "core.party": "source | party_key\ncrm | 1",
            "core.contact_point": """
                source | party_key | contact_type | value | updated_at       | is_primary
                crm    | 1         | email        | a@b.c | 2026-02-01 00:00 | false
                crm    | 1         | email        | x@y.z | 2026-01-01 00:00 | true
                crm    | 1         | email        | a@b.c | 2026-01-01 00:00 | false
            """,
        },
    )
    assert [(r["value"], r["position"], r["updated_at"]) for r in rows] == [
        ("x@y.z", 1, datetime(2026, 1, 1)),  # noqa: DTZ001 (the warehouse keeps UTC without a zone)
        ("a@b.c", 2, datetime(2026, 2, 1)),  # noqa: DTZ001
    ]


def test_matching_reads_the_first_contact_points_and_the_companys_country() -> None:
    [row] = step_rows(
        "identity.record_input",
        {
            "core.party": "source | party_key | full_name\ncrm | 1 | 王伟",
            "identity.record_contact": """
                source | party_key | contact_type | position | value | street
                crm    | 1         | email        | 1        | x@y.z |
                crm    | 1         | email        | 2        | a@b.c |
                crm    | 1         | address      | 1        |       | 南京路1号
            """,
        },
        country="DE",
    )
    assert (row["email"], row["phone"], row["street"], row["country"]) == ("x@y.z", None, "南京路1号", "DE")


def test_all_ways_to_reach_a_customer_are_kept() -> None:
    rows = step_rows(
        "identity.customer_contact",
        {
            "identity.record": RECORD,
            "identity.record_contact": """
                source | party_key | contact_type | position | value
                crm    | 1         | email        | 1        | x@y.z
                crm    | 1         | email        | 2        | a@b.c
                shop   | 2         | email        | 1        | x@y.z
            """,
        },
    )
    assert [(r["value"], r["records"]) for r in rows] == [("a@b.c", 1), ("x@y.z", 2)]


def test_every_field_of_the_customer_has_a_rule_and_every_group_one_lead() -> None:
    rows = step_rows("identity.field_rule", {})
    told = {row["field"] for row in rows}
    assert told == {c.name for c in CUSTOMER.columns} - {"customer_id", "party_type", "records", "sources"}
    assert len({row["field_group"] for row in rows}) == sum(row["is_lead"] for row in rows)
    assert FIELD_RULE.key == ("field",)


def history(tonight: str, before: str) -> list[tuple[Any, ...]]:
    rows = step_rows(
        "identity.customer_history",
        {"identity.customer": "customer_id | full_name | city\n" + tonight},
        last_night={"identity.customer_history": "customer_id | valid_from | valid_to | full_name | city\n" + before},
    )
    return [(r["customer_id"], str(r["valid_from"]), r["valid_to"] and str(r["valid_to"]), r["city"]) for r in rows]


@pytest.mark.parametrize(
    ("tonight", "before", "versions"),
    [
        pytest.param("C1 | 王伟 | 上海", "", [("C1", "2026-06-30", None, "上海")], id="new"),
        pytest.param(
            "C1 | 王伟 | ",
            "C1 | 2026-06-01 | | 王伟 | ",
            [("C1", "2026-06-01", None, None)],
            id="unchanged, with a NULL",
        ),
        pytest.param(
            "C1 | 王伟 | 苏州",
            "C1 | 2026-06-01 | | 王伟 | 上海",
            [("C1", "2026-06-01", "2026-06-30", "上海"), ("C1", "2026-06-30", None, "苏州")],
            id="moved",
        ),
        pytest.param("", "C1 | 2026-06-01 | | 王伟 | 上海", [("C1", "2026-06-01", "2026-06-30", "上海")], id="gone"),
        pytest.param(
            "C1 | 王伟 | 上海",
            "C1 | 2026-05-01 | 2026-06-01 | 王伟 | 上海",
            [("C1", "2026-05-01", "2026-06-01", "上海"), ("C1", "2026-06-30", None, "上海")],
            id="back after it was gone",
        ),
    ],
)
def test_history_says_what_was_known_and_when(tonight: str, before: str, versions: list[Any]) -> None:
    assert history(tonight, before) == versions


def test_history_holds_every_fact_of_the_customer() -> None:
    facts = {c.name for c in CUSTOMER.columns} - {"records", "sources"}
    assert {c.name for c in CUSTOMER_HISTORY.columns} == facts | {"valid_from", "valid_to"}


def relations(facts: dict[str, str]) -> list[tuple[str, str, str, str]]:
    records = "source | party_key | customer_id\ncrm | 1 | C1\nshop | 1 | C2\ncrm | 3 | C3\ncrm | 4 | C1"
    rows = step_rows("identity.customer_relation", {"identity.record": records} | facts)
    return [(r["customer_id"], r["relation"], r["related_customer_id"], r["basis"]) for r in rows]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param("crm | 1 | works_for | crm | 3 | |", [("C1", "works_for", "C3", "stated")], id="stated"),
        pytest.param("crm | 1 | works_for | | 3 | |", [("C1", "works_for", "C3", "stated")], id="in its own source"),
        pytest.param("crm | 1 | works_for | shop | 1 | |", [("C1", "works_for", "C2", "stated")], id="across sources"),
        pytest.param("crm | 1 | same_as | shop | 1 | |", [], id="that says who is who"),
        pytest.param("crm | 1 | works_for | crm | 4 | |", [], id="with itself"),
        pytest.param("crm | 1 | works_for | crm | 3 | | 2026-06-29", [], id="that is over"),
        pytest.param("crm | 1 | works_for | crm | 3 | 2026-07-01 |", [], id="that has not begun"),
        pytest.param(
            "crm | 1 | household_of | crm | 3 | |",
            [("C1", "household_of", "C3", "stated"), ("C3", "household_of", "C1", "stated")],
            id="that is mutual",
        ),
    ],
)
def test_a_relation_between_records_is_one_between_customers(row: str, found: list[Any]) -> None:
    header = "source | party_key | relation | related_source | related_key | valid_from | valid_to\n"
    assert relations({"core.relation": header + row}) == found


RESIDENT = "source | party_key | party_type | address_key | city_key | surname_key\n"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param(
            "crm | 1 | person | nanjing 1 | shanghai | wang\nshop | 1 | person | nanjing 1 | shanghai | wang",
            2,
            id="one home",
        ),
        pytest.param(
            "crm | 1 | person | nanjing 1 | shanghai | wang\nshop | 1 | person | nanjing 1 | shanghai | li",
            0,
            id="two names",
        ),
        pytest.param(
            "crm | 1 | person | nanjing 1 | shanghai | wang\nshop | 1 | person | nanjing 1 | suzhou | wang",
            0,
            id="two cities",
        ),
        pytest.param("crm | 1 | person | nanjing 1 | | wang\nshop | 1 | person | nanjing 1 | | wang", 0, id="no city"),
        pytest.param(
            "crm | 1 | person | nanjing 1 | shanghai | wang\ncrm | 4 | person | nanjing 1 | shanghai | wang",
            0,
            id="one customer",
        ),
    ],
)
def test_persons_of_one_name_at_one_address_are_a_household(rows: str, found: int) -> None:
    derived = relations({"identity.standard_record": RESIDENT + rows})
    assert len(derived) == found
    assert all(basis == "derived" for *_, basis in derived)


def test_a_door_with_many_of_one_name_is_no_household() -> None:
    records = "source | party_key | customer_id\n" + "\n".join(f"crm | {i} | C{i}" for i in range(9))
    residents = RESIDENT + "\n".join(f"crm | {i} | person | nanjing 1 | shanghai | wang" for i in range(9))
    facts = {"identity.record": records, "identity.standard_record": residents}
    assert step_rows("identity.customer_relation", facts) == []
