"""Steps are ordered by what they read, and what does not fit is said with the table's name."""

import pytest

from expectations.catalog import tables
from warehouse.graph import GraphError, engine_steps, ordered, sql_step


def test_a_step_comes_after_what_it_reads() -> None:
    steps = {
        "a.last": sql_step("a.last", "select * from a.middle"),
        "a.middle": sql_step("a.middle", "with given as (select * from core.party) select * from given"),
    }
    assert [step.table for step in ordered(steps, ["core.party"])] == ["a.middle", "a.last"]


def test_last_night_is_no_input_of_tonight() -> None:
    step = sql_step("a.b", "select * from last_night.a.b union all select * from core.party")
    assert (step.inputs, step.last_night) == (("core.party",), ("a.b",))


@pytest.mark.parametrize(
    ("queries", "said"),
    [
        pytest.param({"a.b": "select * from a.c"}, "a.b reads a.c, which no step makes", id="unknown"),
        pytest.param({"a.b": "select * from a.c", "a.c": "select * from a.b"}, "in a circle", id="circle"),
    ],
)
def test_what_cannot_be_ordered_is_named(queries: dict[str, str], said: str) -> None:
    with pytest.raises(GraphError, match=said):
        ordered({name: sql_step(name, query) for name, query in queries.items()}, [])


@pytest.mark.parametrize("query", ["select 1; select 2", "drop table x", "selec"], ids=["two", "drop", "broken"])
def test_a_step_is_one_select(query: str) -> None:
    with pytest.raises(GraphError):
        sql_step("a.b", query)


def test_every_step_of_the_engine_makes_a_declared_table_and_reads_declared_ones() -> None:
    declared = set(tables())
    for step in engine_steps().values():
        assert step.table in declared, step.table
        assert set(step.inputs) | set(step.last_night) <= declared, step.table
