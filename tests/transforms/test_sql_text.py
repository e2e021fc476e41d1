"""What is quoted comes back as it was: no text and no name is read as anything else."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import sql_text

WORDS = ["O'Neil", "'; drop table t --", 'a"b', "客户.编号", "two words", "''", "a.b", "line\nbreak"]
# The engine takes no NUL in a name, and no lone half of a surrogate pair at all.
CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"autoinstall_known_extensions": "false"})


@settings(max_examples=50, deadline=None)
@given(st.text(CHARACTERS))
def test_a_text_is_read_back_as_it_was(con: duckdb.DuckDBPyConnection, value: str) -> None:
    assert con.execute(f"select {sql_text.text(value)}").fetchall() == [(value,)]


@pytest.mark.parametrize("word", WORDS)
def test_a_column_bears_its_name_dots_included(con: duckdb.DuckDBPyConnection, word: str) -> None:
    found = con.execute(f"select 1 as {sql_text.column(word)}")
    assert [column[0] for column in found.description or []] == [word]


def test_several_texts_make_a_list(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(f"select [{sql_text.texts(WORDS)}]").fetchall() == [(WORDS,)]


def test_the_parts_of_a_name_are_quoted_one_by_one(con: duckdb.DuckDBPyConnection) -> None:
    con.execute('create schema "my shop"; create table "my shop"."客户" as select 7 as "n"')
    assert con.execute(f"select n from {sql_text.name('my shop.客户')}").fetchall() == [(7,)]
