"""A published file is only asked: one statement, nothing beyond the file, no value of a row in a refusal."""

from pathlib import Path

import duckdb
import pytest

from warehouse.published.query import QueryFailed, ask


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("query") / "analyst.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table person as select '王芳' as name, 'wang@example.com' as email")
    return path


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("drop table person", "DROP is refused"),
        ("copy person to 'out.csv'", "COPY is refused"),
        ("attach 'other.duckdb'", "ATTACH is refused"),
        ("set threads = 1", "SET is refused"),
        ("select 1; drop table person", "one statement is asked at a time; these are 2"),
        ("", "one statement is asked at a time; these are 0"),
        ("select * from read_csv('/etc/hostname')", "disabled by configuration"),
        ("select * from nobody", "nobody does not exist"),
        ("select cast(email as integer) from person", "left out"),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(file: Path, query: str, said: str) -> None:
    with pytest.raises(QueryFailed, match=said) as refused:
        ask(file, query)
    assert "@" not in str(refused.value)


@pytest.mark.parametrize("query", ["from person", "describe person", "pivot person on name", "select $1 as name"])
def test_every_kind_of_question_is_answered(file: Path, query: str) -> None:
    assert ask(file, query, ["王芳"] if "$1" in query else None).height > 0


def test_without_a_night_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with pytest.raises(QueryFailed, match="run `shopkeeper run` first"):
        ask(tmp_path / "analyst.duckdb", "select 1")
