"""A record that tells nothing but an e-mail or a phone is whoever has it."""

import duckdb
import pytest

from expectations.catalog import tables
from tests.world import TODAY
from transforms.method.matching.stated_link import state_links
from warehouse import ddl

COLUMNS = ("record_id", "name", "given", "company", "birth", "number", "address", "email", "phone")


def links(*records: dict[str, object]) -> set[tuple[int, int]]:
    """Pairs of record numbers that are stated to be one, from records drawn as what they tell."""
    con = duckdb.connect()
    for name in ("core.relation", "identity.judgement"):
        con.execute(ddl.create_table(tables()[name]))
    con.execute("create table known_record (record_id ubigint, source varchar, party_key varchar)")
    for column in COLUMNS[1:]:
        con.execute(f"alter table known_record add column {column} varchar")
    for record in records:
        values = [record.get(column) for column in COLUMNS]
        con.execute(f"insert into known_record ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})", values)
    stated = state_links(con, "known_record", TODAY)
    return set(con.execute(f"select record_id_l, record_id_r from {stated.link}").fetchall())


LI = {"name": "li na", "given": "na", "email": "na@example.cn", "phone": "+8613812345678"}
WANG = {"name": "wang wei", "given": "wei", "email": "na@example.cn", "phone": "+8613812345678"}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([LI, {"email": "na@example.cn"}], {(1, 2)}, id="e_mail"),
        pytest.param([LI, {"phone": "+8613812345678"}], {(1, 2)}, id="phone"),
        pytest.param([LI, {"email": "other@example.cn"}], set(), id="nobody_s"),
        pytest.param([{"email": "na@example.cn"}, {"email": "na@example.cn"}], {(1, 2)}, id="two_bare"),
        pytest.param([LI, WANG, WANG, {"email": "na@example.cn"}], {(2, 4)}, id="shared_goes_to_who_has_it_most"),
        pytest.param([LI, {"email": "na@example.cn", "birth": "19900101"}], set(), id="more_than_bare"),
        pytest.param([LI, WANG], set(), id="named_ones_are_weighed"),
    ],
)
def test_a_bare_record_is_linked(records: list[dict[str, object]], expected: set[tuple[int, int]]) -> None:
    assert links(*({"record_id": place, **record} for place, record in enumerate(records, start=1))) == expected
