"""By what somebody who was erased is known again, and by what nobody else is."""

import polars as pl
import pytest

from tests.world import world
from warehouse.subject.tombstone import known_again, tombstones

KEY = bytes(range(32))
PARTIES = "source | party_key | full_name | national_id\n"
POINTS = "source | party_key | contact_type | value\n"
WANG = {
    "core.party": PARTIES + "crm | 1 | 王芳 | \ncrm | 2 | 王强 | \nshop | 9 | 李雷 | 11010519491231002X",
    "core.contact_point": POINTS
    + "crm | 1 | email | fang@example.cn\ncrm | 1 | phone | +86 138 1234 5678\n"
    + "crm | 1 | email | family@example.cn\ncrm | 2 | email | Family@example.cn",
}


@pytest.fixture(scope="module")
def stones() -> set[str]:
    """What stays of Wang Fang, who shares an address with her brother, and of Li Lei's record in the shop."""
    with world(WANG) as con:
        records = pl.DataFrame([("crm", "1"), ("shop", "9")], schema=["source", "party_key"], orient="row")
        return set(tombstones(con, records, KEY))


@pytest.mark.parametrize(
    ("party", "point", "is_known"),
    [
        pytest.param("crm | 1 | 王芳儿 | ", "", True, id="the same record"),
        pytest.param("till | 1 | 王芳 | ", "", False, id="the same key of another source"),
        pytest.param("till | 7 | 王小姐 | ", "till | 7 | email | FANG@example.cn", True, id="her own address"),
        pytest.param(
            "till | 7 | 王强 | ", "till | 7 | email | family@example.cn", False, id="an address that is shared"
        ),
        pytest.param("till | 7 | 王芳 | ", "till | 7 | phone | 138-1234-5678", True, id="name and number"),
        pytest.param("till | 7 | 赵敏 | ", "till | 7 | phone | 13812345678", False, id="a number that was given anew"),
        pytest.param("till | 7 | 李雷 | 11010519491231002x", "", True, id="an identity number"),
    ],
)
def test_a_record_is_known_again(stones: set[str], party: str, point: str, is_known: bool) -> None:
    facts = {"core.party": PARTIES + party, **({"core.contact_point": POINTS + point} if point else {})}
    with world(facts) as con:
        assert known_again(con, stones, KEY).height == int(is_known)


def test_a_refused_row_is_known_by_its_key(stones: set[str]) -> None:
    refused = (
        "source | object | row_key | rule | severity | seen_on\ncrm | customer | 1 | a rule | critical | 2026-06-01"
    )
    with world({"ops.quarantine": refused}) as con:
        assert known_again(con, stones, KEY).rows() == [("crm", "1")]


def test_another_key_knows_nobody(stones: set[str]) -> None:
    with world(WANG) as con:
        assert known_again(con, stones, bytes(32)).is_empty()
