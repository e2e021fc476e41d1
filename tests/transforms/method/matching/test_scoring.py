"""The weights that a night sums are those that Splink predicts with the same parameters."""

from datetime import date

import duckdb
import pytest
from splink import DuckDBAPI, Linker

from tests.transforms.method.matching.night_world import night, standard
from tests.transforms.method.matching.town import town
from transforms.method.matching.blocking import candidates
from transforms.method.matching.match_record import prepare
from transforms.method.matching.model import PartyType, term_columns
from transforms.method.matching.model_rows import load, load_terms
from transforms.method.matching.relation import Frozen
from transforms.method.matching.scoring import scored
from transforms.method.matching.weighing import learn
from warehouse import engine

# What a town of Latin names leaves out: characters, identity numbers, names that changed places.
CHINESE = [
    {"given_name_key": "xiaoming", "surname_key": "zhang", "name_hanzi": "张小明", "name_key": "xiaoming zhang"},
    {"given_name_key": "xiaoming", "surname_key": "zhang", "name_hanzi": "张晓明", "name_key": "xiaoming zhang"},
    {"given_name_key": "zhang", "surname_key": "xiaoming", "name_key": "xiaoming zhang"},
    {"given_name_key": "xiaoming", "surname_key": "zhang", "name_hanzi": "张小明", "name_key": "xiaoming zhang"},
]
NUMBERS = ["11010519491231002X", "110105194912310038", "110105194912310021", "11010519491231002X"]
PERSONS = [row | {"sex": sex} for row, sex in zip(town(120, seed=9), ["male", "female", None] * 200, strict=False)] + [
    row | {"number_key": number, "city_key": "beijing", "birth_on": date(1949, 12, 31), "party_key": f"zhang-{place}"}
    for place, (row, number) in enumerate(zip(CHINESE, NUMBERS, strict=True))
]
ORGANISATIONS = [
    {
        "party_key": f"{row['party_key']}-{row['surname_key']}",
        "party_type": "organisation",
        "organisation_key": f"{row['surname_key']} {trade}",
        "email_domain": f"{row['surname_key']}.de" if place % 3 else None,
        "city_key": row["city_key"],
        "phone_key": row["phone_key"],
        "address_key": row["address_key"],
    }
    for place, row in enumerate(town(60, seed=4))
    for trade in ["bau" if place % 4 else "bau technik"]
]


def predicted(
    con: duckdb.DuckDBPyConnection, party_type: PartyType, records: str, frozen: Frozen
) -> dict[tuple[int, int], float]:
    """Match weights of the candidate pairs by Splink, with frequencies of values by the values themselves."""
    model = load(con, party_type, "model")
    assert model is not None
    settings = model.splink_settings() | {
        "blocking_rules_to_generate_predictions": ["1 = 1"],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register(records), settings, log_level="ERROR")
    for column in term_columns(party_type):
        con.execute(
            f"create or replace temp table value_{column} as select {column}, "
            f"coalesce(share, (select min(share) from {frozen.shares(column)})) as tf_{column} "
            f"from (select distinct {column} from {records} where {column} is not null) "
            f"left join {frozen.shares(column)} on key = hash({column})"
        )
        linker.table_management.register_term_frequency_lookup(api.register(f"value_{column}"), column)
    pairs = linker.inference.predict(threshold_match_weight=-1000)
    query = f"select record_id_l, record_id_r, match_weight from {pairs.physical_name}"
    return {(min(one, other), max(one, other)): weight for one, other, weight in con.sql(query).fetchall()}


@pytest.mark.parametrize(
    ("party_type", "rows"), [("person", PERSONS), ("organisation", ORGANISATIONS)], ids=["persons", "organisations"]
)
def test_the_weights_of_a_night_are_those_of_splink(
    party_type: PartyType, rows: list[dict[str, date | str | None]]
) -> None:
    con = night(standard([{"source": "crm", "party_type": "person"} | row for row in rows]))
    con.register("model", engine.arrow(learn(con, party_type, 5.0)))
    records = prepare(con, party_type)
    model = load(con, party_type, "model")
    assert model is not None
    frozen = load_terms(con, party_type, "model")
    pairs = candidates(con, model.rules, records, frozen.common_key, 1000.0).table
    weights = scored(model, pairs, records.table, frozen)
    ours = con.sql(f"select record_id_l, record_id_r, match_weight from ({weights})").fetchall()
    splink = predicted(con, party_type, records.table, frozen)
    assert len(ours) > 100
    assert [weight for *_, weight in ours] == pytest.approx([splink[one, other] for one, other, _ in ours], abs=1e-9)
