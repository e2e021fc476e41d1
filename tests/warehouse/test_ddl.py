"""A declaration becomes a table whose promises DuckDB keeps."""

import duckdb
import pytest

from expectations.catalog import tables
from expectations.table import Column, Table
from warehouse import ddl

DRAWN = Table(
    "core.drawn",
    "One row a thing.",
    (
        Column("thing", "VARCHAR", "The thing's name.", "key", required=True, chinese="物"),
        Column("colour", "VARCHAR", "Its colour.", values=("red", "o'blue")),
        Column("size", "INTEGER", "Its size."),
    ),
    rules={"a size is positive": "size is null or size > 0"},
)


@pytest.mark.parametrize(
    ("row", "is_good"),
    [
        pytest.param("('a', 'red', 1)", True, id="good"),
        pytest.param("('茶', 'o''blue', null)", True, id="empty"),
        pytest.param("(null, 'red', 1)", False, id="no_name"),
        pytest.param("('a', 'green', 1)", False, id="colour"),
        pytest.param("('a', 'red', 0)", False, id="size"),
    ],
)
def test_a_table_takes_only_rows_that_keep_its_promises(row: str, is_good: bool) -> None:
    con = duckdb.connect()
    con.execute(ddl.create_table(DRAWN))
    if is_good:
        con.execute(f"insert into core.drawn values {row}")
    else:
        with pytest.raises(duckdb.ConstraintException):
            con.execute(f"insert into core.drawn values {row}")


def test_comments_bear_the_meaning_and_the_chinese_term() -> None:
    con = duckdb.connect()
    con.execute(ddl.create_table(DRAWN) + ddl.comments(DRAWN, DRAWN.columns))
    said = con.execute("select comment from duckdb_columns() where column_name = 'thing'").fetchall()
    assert said == [("The thing's name. (物)",)]


def test_every_declared_table_is_good_ddl_and_every_column_says_what_it_means() -> None:
    con = duckdb.connect()
    con.execute("attach ':memory:' as night; use night; detach memory")
    for table in tables().values():
        con.execute(ddl.create_table(table) + ddl.comments(table, table.columns))
        assert table.grain.startswith("One row"), table.name
        for column in table.columns:
            assert column.meaning.endswith("."), f"{table.name}.{column.name}"
        assert set(table.key) <= {c.name for c in table.columns}, table.name
