"""The frozen model as rows of a table, and back: what a night needs to weigh pairs as the night before did."""

from typing import Any

import polars as pl

from transforms.matching.model import Model, PartyType, prior_model, term_columns

SCHEMA = {"party_type": pl.String, "kind": pl.String, "name": pl.String, "value": pl.String, "number": pl.Float64}


def freeze(connection: Any, model: Model) -> pl.DataFrame:
    """One row a parameter of the model: party_type, kind, name, value, number.

    Kinds: `probability`, `trained_records`; `m` and `u` (name: comparison, value: words of the level); `term` (name:
    column, value, number: its share); `common_key` (name: rule, value: the key left out).
    """
    rows: list[tuple[str, str, str, float]] = [
        ("probability", "", "", model.probability),
        ("trained_records", "", "", float(model.trained_records)),
    ]
    for comparison in model.comparisons:
        for level, parameter in zip(comparison.levels, model.parameters[comparison.name], strict=True):
            rows += [(side, comparison.name, level.words, parameter[side]) for side in ("m", "u")]
    terms = " union all ".join(
        f"select 'term' as kind, '{column}' as name, {column} as value, tf_{column} as number from term_{column}"
        for column in term_columns(model.party_type)
    )
    keys = "select 'common_key' as kind, rule as name, key as value, records::double as number from common_key"
    frame = pl.concat(
        [
            pl.DataFrame(rows, schema=["kind", "name", "value", "number"], orient="row"),
            connection.sql(terms).pl(),
            connection.sql(keys).pl(),
        ]
    )
    parameters: pl.DataFrame = frame.with_columns(pl.lit(model.party_type).alias("party_type")).select(list(SCHEMA))
    return parameters.sort(pl.all())


def thaw(connection: Any, party_type: PartyType, table: str = "identity.match_model") -> Model | None:
    """The model that `freeze` wrote, with its tables `term_<column>` and `common_key`; None when there is none.

    None also when the comparisons have changed since: a model speaks only about the levels that it was trained on.
    """
    own = f"from {table} where party_type = '{party_type}'"
    few = f"select kind, name, value, number {own} and kind not in ('term', 'common_key')"
    known = {(kind, name, value): number for kind, name, value, number in connection.sql(few).fetchall()}
    prior = prior_model(party_type)
    expected = {(side, c.name, level.words) for c in prior.comparisons for level in c.levels for side in ("m", "u")}
    if set(known) != expected | {("probability", "", ""), ("trained_records", "", "")}:
        return None
    for column in term_columns(party_type):
        connection.execute(
            f"create or replace temp table term_{column} as select value as {column}, number as tf_{column} "
            f"{own} and kind = 'term' and name = '{column}'"
        )
    connection.execute(
        f"create or replace temp table common_key as select name as rule, value as key {own} and kind = 'common_key'"
    )
    parameters = {
        c.name: [{side: known[side, c.name, level.words] for side in ("m", "u")} for level in c.levels]
        for c in prior.comparisons
    }
    return Model(party_type, parameters, known["probability", "", ""], int(known["trained_records", "", ""]))
