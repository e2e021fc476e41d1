"""What the model would say about two records, also when no blocking key ever brought them together."""

import math
from typing import Any

import polars as pl

from transforms import sql_text
from transforms.method.matching.blocking import keys
from transforms.method.matching.comparison import OTHER_PERSON, VETO, Comparison
from transforms.method.matching.match_record import prepare
from transforms.method.matching.model import Model, PartyType
from transforms.method.matching.model_rows import load, load_terms
from transforms.method.matching.relation import Frozen
from transforms.method.matching.scoring import scored

PAIR = """create or replace temp table asked_pair as
    select min(record_id) as record_id_l, max(record_id) as record_id_r from {records}"""


def explained(connection: Any, party_type: PartyType) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Comparisons and blocking keys of the two records that stand in `identity.standard_record`.

    One row a comparison: comparison, says, weight. The weights (log2) add up to the last row; the first is what holds
    before anything is compared. A comparison to which a record tells nothing has no weight. One row a blocking rule:
    key, says. Raises ValueError without a model.
    """
    records = prepare(connection, party_type).table
    model = load(connection, party_type)
    if model is None:
        raise ValueError(f"there is no model of the {party_type}")
    frozen = load_terms(connection, party_type)
    return _compared(connection, model, records, frozen), _shared_keys(connection, model, records, frozen.common_key)


def _compared(connection: Any, model: Model, records: str, frozen: Frozen) -> pl.DataFrame:
    connection.execute(PAIR.format(records=records))
    pair = scored(model, "asked_pair", records, frozen)
    upright = f"with scored as ({pair}) from ({_upright(model)}) order by place"
    return pl.DataFrame(connection.sql(upright).pl()).drop("place")


def _shared_keys(connection: Any, model: Model, records: str, common_key: str) -> pl.DataFrame:
    """One row a blocking rule: key, and whether the key of the two records brings them together."""
    names = ", ".join(f"({place}, {sql_text.text(rule.name)})" for place, rule in enumerate(model.rules))
    found: pl.DataFrame = connection.sql(
        f"""with named(rule, name) as (values {names}),
        key as ({keys(model.rules, records)}),
        held as (
            select key.rule, key.key, count(distinct record_id) as records,
                bool_or(too_common.key is not null) as common
            from key left join {common_key} too_common
                on too_common.rule = key.rule and too_common.key = key.key
            group by key.rule, key.key
        ),
        told as (select rule, count(distinct record_id) as records from key group by rule),
        best as (
            select rule, bool_or(records = 2 and not common) as brings, bool_or(records = 2) as is_shared
            from held group by rule
        )
        select named.name as key,
            case when told.rule is null then 'neither tells it'
                when told.records < 2 then 'one of them does not tell it'
                when best.brings then 'shared' when best.is_shared then 'shared, but too many records share it'
                else 'differs' end as says
        from named left join told on told.rule = named.rule left join best on best.rule = named.rule
        order by named.rule"""
    ).pl()
    return found


def _upright(model: Model) -> str:
    """SELECT of place, comparison, says, weight from the scored pair."""
    prior = math.log2(model.probability / (1 - model.probability))
    rows = [
        f"select 0 as place, 'before comparing' as comparison, 'two records at random' as says, {prior:.1f} as weight"
    ]
    rows += [
        f"select {place}, {sql_text.text(one.name.replace('_', ' '))}, {_words(one)}, "
        f"case when gamma_{one.name} >= 0 then round(evidence_{one.name}, 1) end from scored"
        for place, one in enumerate(model.comparisons, start=1)
    ]
    last = len(model.comparisons) + 1
    rows.append(
        f"select {last}, 'all together', case when {OTHER_PERSON[model.party_type]} then 'two people' "
        f"when {VETO[model.party_type]} then 'two people of one home' else "
        "'one customer with probability ' || printf('%.3f', 1 / (1 + pow(2, -match_weight))) end, "
        "round(match_weight, 1) from scored"
    )
    return " union all ".join(rows)


def _words(comparison: Comparison) -> str:
    words = " ".join(
        f"when {level} then {sql_text.text(said.words)}" for level, said in enumerate(reversed(comparison.levels))
    )
    return f"case gamma_{comparison.name} {words} else 'one of them does not tell' end"
