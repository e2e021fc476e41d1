"""However the nights went, one that compares only what changed finds the pairs and customers of a full night."""

from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.catalog import tables
from tests.transforms.method.matching.night_world import fill, night, records
from tests.transforms.method.matching.town import town
from transforms.method.matching import evidence
from transforms.method.matching.weighing import learn
from warehouse import engine
from warehouse.graph import engine_steps

PEOPLE = town(36, seed=5)
# Records known by an e-mail alone follow whoever has it.
BARE = [{"party_key": f"bare-{n}", "email_key": f"p{n}@post.de"} for n in range(0, 36, 4)]
ROWS = PEOPLE + BARE
KEYS = [row["party_key"] for row in ROWS]
STEPS = ("identity.identity_pair", "identity.record")
BEFORE = (*STEPS, "identity.match_model", "ops.setting")
JUDGED = ("source_l", "party_key_l", "source_r", "party_key_r", "judgement", "judged_by", "judged_at")

pairs = st.lists(st.sampled_from(KEYS), min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
a_night = st.fixed_dictionaries(
    {
        "absent": st.sets(st.sampled_from(KEYS), max_size=12),
        "changed": st.sets(st.sampled_from(KEYS), max_size=6),
        "erased": st.sets(st.sampled_from(KEYS), max_size=2),
        "judged": st.dictionaries(pairs, st.sampled_from(["same", "different"]), max_size=3),
        "related": st.dictionaries(pairs, st.sampled_from(["same_as", "different_from"]), max_size=3),
        "doubt": st.sampled_from([1.0, 1.0, 1e-6]),
        "merge_probability": st.sampled_from([0.95, 0.95, 0.95, 0.6]),
    }
)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """One connection for all examples: to declare every table takes longer than an example."""
    con = night(records(PEOPLE))
    fill(con, "identity.match_model", learn(con, "person", 5.0))
    con.execute("create temp table learnt as from identity.match_model")
    return con


def stands(con: duckdb.DuckDBPyConnection, told: dict[str, Any], day: date) -> None:
    rows = [
        row | ({"birth_on": None, "city_key": "bonn"} if row["party_key"] in told["changed"] else {})
        for row in ROWS
        if row["party_key"] not in told["absent"] | told["erased"]
    ]
    fill(con, "identity.standard_record", records(rows))
    judged = [
        ("crm", one, "crm", other, said, "mei", "2026-06-29 10:00") for (one, other), said in told["judged"].items()
    ]
    fill(con, "identity.judgement", pl.DataFrame(judged, schema=dict.fromkeys(JUDGED, pl.String), orient="row"))
    related = [("crm", one, said, "crm", other) for (one, other), said in told["related"].items()]
    columns = ("source", "party_key", "relation", "related_source", "related_key")
    fill(con, "core.relation", pl.DataFrame(related, schema=dict.fromkeys(columns, pl.String), orient="row"))
    con.execute("update ops.setting set today = ?, merge_probability = ?", [day, told["merge_probability"]])
    # Under another model fewer pairs speak for one customer.
    doubted = "number * case when kind = 'probability' then ? else 1 end as number"
    con.execute("delete from identity.match_model")
    con.execute(f"insert into identity.match_model select * replace ({doubted}) from learnt", [told["doubt"]])


def forget(con: duckdb.DuckDBPyConnection, erased: set[str]) -> None:
    """Take records out of the night before, as an erasure does, which leaves but its day."""
    for key in sorted(erased):
        con.execute("delete from last_night.identity.record where party_key = ?", [key])
        con.execute("delete from last_night.identity.identity_pair where ? in (party_key_l, party_key_r)", [key])
    con.execute("delete from privacy.erasure")
    con.execute(
        "insert into privacy.erasure select 'C', today, '[]', 0, 'asked' from last_night.ops.setting where ?",
        [bool(erased)],
    )


def found(con: duckdb.DuckDBPyConnection) -> tuple[list[tuple[Any, ...]], set[tuple[str, ...]]]:
    """All that tonight's pairs say, and the records of each customer."""
    for name in STEPS:
        engine.build(con, engine_steps()[name], tables()[name])
    said = con.sql("select * exclude (weighed_on) from identity.identity_pair order by all").fetchall()
    customers = con.sql("select list(party_key order by party_key) from identity.record group by customer_id")
    return said, {tuple(keys) for (keys,) in customers.fetchall()}


@pytest.mark.parametrize("largest", [60, 4])
@settings(max_examples=8, deadline=None)
@given(nights=st.lists(a_night, min_size=2, max_size=4))
def test_a_night_of_changes_finds_what_a_full_night_finds(
    con: duckdb.DuckDBPyConnection, largest: int, nights: list[dict[str, Any]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "LARGEST_COMPLETED", largest)
        for name in BEFORE:
            con.execute(f"delete from last_night.{name}")
        for number, told in enumerate(nights):
            stands(con, told, date(2026, 6, 1) + timedelta(days=number))
            forget(con, told["erased"])
            few = found(con)
            kept = {name: con.sql(f"from {name}").pl() for name in STEPS}
            for name in BEFORE:
                con.execute(f"delete from last_night.{name}")
            assert found(con) == few
            for name in BEFORE:
                fill(con, f"last_night.{name}", kept.get(name, con.sql(f"from {name}").pl()))


def test_two_records_that_a_third_held_together_part_when_it_goes(con: duckdb.DuckDBPyConnection) -> None:
    anna: dict[str, Any] = {"given_name_key": "anna", "surname_key": "meier", "name_key": "anna meier"}
    one = anna | {"party_key": "one", "email_key": "a@post.de"}
    between = one | {"party_key": "between", "phone_key": "+497315550001", "birth_on": date(1970, 5, 1)}
    other: dict[str, Any] = {
        "party_key": "other",
        "phone_key": "+497315550001",
        "birth_on": date(1970, 5, 1),
        "sex": "female",
    }
    for name in ("identity.judgement", "core.relation", "identity.match_model"):
        con.execute(f"delete from {name}")
    con.execute("insert into identity.match_model from learnt")
    fill(con, "last_night.identity.match_model", con.sql("from identity.match_model").pl())
    brought = "select brought_by from identity.identity_pair where party_key_l = 'one' and party_key_r = 'other'"
    seen = []
    for day, rows in enumerate(([one, between, other], [one, other]), start=1):
        con.execute("update ops.setting set today = ?", [date(2026, 6, day)])
        fill(con, "identity.standard_record", records(rows))
        _, customers = found(con)
        seen.append((con.sql(brought).fetchall(), customers))
        for name in STEPS:
            fill(con, f"last_night.{name}", con.sql(f"from {name}").pl())
    assert seen == [([("component",)], {("between", "one", "other")}), ([], {("one",), ("other",)})]
