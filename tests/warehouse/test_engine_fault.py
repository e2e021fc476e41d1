"""A fault of DuckDB 2.0.0 that the night is protected from."""

import duckdb

from warehouse.night import ANTI_JOIN_CURE

ROWS = """
select a.k from (values (1), (2), (3)) as a(k)
left join (select k from (values (1, null), (2, 'x')) as b(k, v) where v is null) as b on a.k = b.k
where b.k is null order by a.k
"""


def test_who_has_no_partner_without_a_value_is_found() -> None:
    con = duckdb.connect()
    con.execute(ANTI_JOIN_CURE)
    assert con.execute(ROWS).fetchall() == [(2,), (3,)]
