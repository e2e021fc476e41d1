"""Each refusal of the gate has a code, and each row held back a reason."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from expectations.company import Release
from expectations.release.agreement import Agreement, Purpose
from tests.world import TODAY, drawn, world
from warehouse.release.gate import Refused
from warehouse.release.passage import Passage

MARKETING = Purpose("marketing", "We write to you.", "consent", True, "confidential", 730)
CUSTOMERS = "customer_id | full_name | email | city | sex | national_id\nC1 | 王芳 | a@x.cn | 上海 | female | 1"


def request(
    query: str, columns: Sequence[str] = ("customer_id", "email"), purpose: Purpose | None = MARKETING, **agreed: Any
) -> Release:
    agreement = Agreement(
        "For a test.", "crm", "marketing", agreed.pop("mode", "activation"), tuple(columns), "1", **agreed
    )
    return Release("crm", query, agreement, purpose)


def through(asked: Release, facts: dict[str, str] | None = None, today: date = TODAY) -> list[tuple[str, str]]:
    """Customer and code of each row held back."""
    with world({"identity.customer": CUSTOMERS, **(facts or {})}, today) as con:
        Passage(asked).through(con, today, b"k" * 32, 0.1)
        return con.execute("select customer_id, code from privacy.suppression order by all").fetchall()


def refusal(asked: Release, **told: Any) -> str:
    with pytest.raises(Refused) as refused:
        through(asked, **told)
    return refused.value.code


EMAIL = "select customer_id, email from identity.customer"


REFUSED = """
code          | fact                              | query
UNCLASSIFIED  | a whole row                       | select c as customer_id, c.email from identity.customer c
UNCLASSIFIED  | a function not on the list        | select customer_id, to_json(email) as email from identity.customer
UNCLASSIFIED  | a variable of the machine         | select customer_id, getenv('HOME') as email from identity.customer
UNCLASSIFIED  | a file by function                | select content as customer_id, filename as email from read_text('x')
UNCLASSIFIED  | a file by name                    | select customer_id, email from 'people.parquet'
UNCLASSIFIED  | an undeclared table               | select customer_id, email from somewhere.else
UNCLASSIFIED  | an undeclared column              | select customer_id, shoe_size as email from identity.customer
UNCLASSIFIED  | a pivot                           | select customer_id, email from (pivot identity.customer on sex)
UNCLASSIFIED  | no SELECT                         | delete from identity.customer
UNCLASSIFIED  | two statements                    | select customer_id, email from identity.customer; drop table identity.customer
UNCLASSIFIED  | no SQL                            | this is no SQL (((
GRADE         | restricted under another name     | select customer_id, national_id as email from identity.customer
GRADE         | restricted behind a query         | with a as (select customer_id, md5(national_id) as email from identity.customer) select * from a
GRADE         | restricted in half of a union     | select customer_id, email from identity.customer union all select customer_id, national_id from identity.customer
GRADE         | restricted in a condition         | select customer_id, email from identity.customer where income_band = 'high'
GRADE         | restricted inside EXISTS          | select customer_id, exists (select 1 from core.party where national_id = email) as email from identity.customer
GRADE         | restricted in an order            | select customer_id, row_number() over (order by income_band) as email from identity.customer
NOT_MINIMISED | a column more than agreed         | select customer_id, email, city from identity.customer
NOT_MINIMISED | another order than agreed         | select email, customer_id from identity.customer
NO_ID         | the id is something else          | select email as customer_id, email from identity.customer
NO_ID         | the id is made up                 | select 'C1' as customer_id, email from identity.customer
ID_TWICE      | a customer twice                  | select customer_id, email from identity.customer union all select customer_id, city from identity.customer
"""  # noqa: E501 (a drawn table)


@pytest.mark.parametrize(
    ("code", "query"), [pytest.param(row["code"], row["query"], id=row["fact"]) for row in drawn(REFUSED)]
)
def test_a_query_is_refused_with_its_code(code: str, query: str) -> None:
    assert refusal(request(query)) == code


PSEUDONYMOUS: dict[str, Any] = {"mode": "pseudonymous", "quasi_identifiers": ("city",)}
RESTRICTED = Purpose("marketing", "", "consent", True, "restricted")
NOTE = "select r.customer_id, i.note as email from core.interaction i join identity.record r using (party_key)"


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        pytest.param("EXPIRED", request(EMAIL, until=TODAY.replace(day=29)), id="an ended agreement"),
        pytest.param("NO_PURPOSE", request(EMAIL, purpose=None), id="an unknown purpose"),
        pytest.param(
            "CATEGORY",
            request(EMAIL, purpose=Purpose("marketing", "", "consent", True, categories=("user.demographic",))),
            id="another category",
        ),
        pytest.param("FREE_TEXT", request(NOTE, purpose=RESTRICTED), id="free text"),
        pytest.param("DIRECT_ID", request(EMAIL, **PSEUDONYMOUS), id="a name beside a pseudonym"),
        pytest.param(
            "DIRECT_ID",
            request("select customer_id, purchase_key as email from value.purchase", **PSEUDONYMOUS),
            id="a source's key beside a pseudonym",
        ),
        pytest.param(
            "QUASI_ID",
            request("select customer_id, city as email from identity.customer", **PSEUDONYMOUS),
            id="a quasi-identifier taken for harmless",
        ),
    ],
)
def test_what_was_not_agreed_is_refused_with_its_code(code: str, asked: Release) -> None:
    assert refusal(asked) == code


def test_an_allowed_category_holds_its_parts() -> None:
    contact = Purpose("marketing", "", "legitimate_interest", False, categories=("user.contact",))
    assert through(request(EMAIL, purpose=contact)) == []


SAID = "customer_id | purpose | is_granted | basis | reason\n"
YES = SAID + "C1 | marketing | true | consent | ."
OBJECTS = SAID + "C1 | marketing | false | objection | ."
INTEREST = Purpose("marketing", "", "legitimate_interest", False)
CONTRACT = Purpose("marketing", "", "contract", False)


@pytest.mark.parametrize(
    ("codes", "purpose", "said", "bought_on"),
    [
        pytest.param([], MARKETING, YES, "2026-06-01", id="agreed"),
        pytest.param(["NO_CONSENT"], MARKETING, "", "2026-06-01", id="said nothing"),
        pytest.param(
            ["NO_CONSENT"], MARKETING, YES.replace("marketing", "service"), "2026-06-01", id="another purpose"
        ),
        pytest.param(["DENIED"], MARKETING, YES.replace("true", "false"), "2026-06-01", id="withdrew"),
        pytest.param(["RETENTION"], MARKETING, YES, "2024-06-29", id="silent for longer than agreed"),
        pytest.param([], MARKETING, YES, "2024-06-30", id="silent for just as long as agreed"),
        pytest.param(["RETENTION"], MARKETING, YES, "", id="never seen"),
        pytest.param(["DENIED"], INTEREST, OBJECTS, "2026-06-01", id="objected to a legitimate interest"),
        pytest.param([], INTEREST, YES.replace("true", "false"), "2026-06-01", id="no consent where none is needed"),
        pytest.param([], CONTRACT, OBJECTS, "2026-06-01", id="no say against a contract"),
    ],
)
def test_a_row_is_held_back_with_its_reason(codes: list[str], purpose: Purpose, said: str, bought_on: str) -> None:
    facts = {"value.purchase": f"customer_id | occurred_on\nC1 | {bought_on}"} if bought_on else {}
    facts |= {"privacy.consent": said} if said else {}
    assert through(request(EMAIL, purpose=purpose), facts) == [("C1", code) for code in codes]


def test_an_interaction_counts_as_being_heard_of() -> None:
    facts = {
        "privacy.consent": YES,
        "relationship.contact": "source | customer_id | occurred_on\nhelpdesk | C1 | 2026-06-01",
    }
    assert through(request(EMAIL), facts) == []


def test_scanned_free_text_with_personal_data_is_held_back() -> None:
    asked = request(
        NOTE.replace("as email", "as note"),
        ("customer_id", "note"),
        Purpose("marketing", "", "contract", False, "restricted"),
        scanned=("note",),
    )
    facts = {
        "identity.record": "source | party_key | customer_id\nhelpdesk | 7 | C1\nhelpdesk | 8 | C2",
        "core.interaction": "source | party_key | note\nhelpdesk | 7 | 请回电 13812345678\nhelpdesk | 8 | 谢谢",
    }
    assert through(asked, facts) == [("C1", "FREE_TEXT")]


def test_groups_below_k_are_held_back_and_null_is_a_value_of_its_own() -> None:
    rows = "\n".join(f"C{n} | {'上海' if n < 3 else ''} | female" for n in range(5)) + "\nC9 | 北京 | female"
    asked = request(
        "select customer_id, city, sex from identity.customer", ("customer_id", "city", "sex"),
        Purpose("marketing", "", "contract", False), mode="pseudonymous", quasi_identifiers=("city", "sex"), k=3,
    )  # fmt: skip
    facts = {"identity.customer": f"customer_id | city | sex\n{rows}"}
    assert through(asked, facts) == [("C3", "SMALL_GROUP"), ("C4", "SMALL_GROUP"), ("C9", "SMALL_GROUP")]


def test_a_group_that_shares_a_secret_is_held_back() -> None:
    rows = "\n".join(f"C{n} | {'上海' if n < 4 else '北京'} | {'high' if n < 4 or n % 2 else 'low'}" for n in range(8))
    asked = request(
        "select customer_id, city, income_band from identity.customer", ("customer_id", "city", "income_band"),
        Purpose("marketing", "", "contract", False, "restricted"),
        mode="pseudonymous", quasi_identifiers=("city",), sensitive=("income_band",), k=3, l=2,
    )  # fmt: skip
    facts = {"identity.customer": f"customer_id | city | income_band\n{rows}"}
    assert through(asked, facts) == [(f"C{n}", "FEW_VALUES") for n in range(4)]
