"""The frozen model as rows of a table, and back: what a night needs to weigh pairs as the night before did."""

import hashlib
from typing import Any

import polars as pl

from transforms import sql_text
from transforms.method.matching.clustering import METHOD
from transforms.method.matching.comparison import OTHER_PERSON, VETO
from transforms.method.matching.model import Model, PartyType, prior_model, term_columns
from transforms.method.matching.relation import Frozen

SCHEMA = {"party_type": pl.String, "kind": pl.String, "name": pl.String, "value": pl.String, "number": pl.Float64}
# What a value is called whose share is that of any value which no two people were seen to have.
ANY_OTHER = ""


def save(connection: Any, model: Model, frozen: Frozen) -> pl.DataFrame:
    """One row a parameter of the model: party_type, kind, name, value, number.

    Kinds: `probability`; `trained_records` (value: digest of the comparisons and rules); `m` and `u` (name: comparison,
    value: words of the level); `term` (name: column, value: hash of a text, number: its share; `ANY_OTHER` for the
    rarest); `common_key` (name: rule, value: hash of the key left out). It holds no value of a record.
    """
    rows: list[tuple[str, str, str, float]] = [
        ("probability", "", "", model.probability),
        ("trained_records", "", digest(connection, model.party_type), float(model.trained_records)),
    ]
    for comparison in model.comparisons:
        for level, parameter in zip(comparison.levels, model.parameters[comparison.name], strict=True):
            rows += [(side, comparison.name, level.words, parameter[side]) for side in ("m", "u")]
    terms = " union all ".join(
        f"""select 'term' as kind, '{column}' as name, key::varchar as value, share as number
        from {frozen.shares(column)} where share > (select min(share) from {frozen.shares(column)})
        union all
        select 'term', '{column}', '{ANY_OTHER}', min(share) from {frozen.shares(column)} having count(*) > 0"""
        for column in term_columns(model.party_type)
    )
    keys = (
        f"select 'common_key' as kind, [{_rule_names(model.party_type)}][rule + 1] as name, key::varchar as value, "
        f"records::double as number from {frozen.common_key}"
    )
    frame = pl.concat(
        [
            pl.DataFrame(rows, schema=["kind", "name", "value", "number"], orient="row"),
            connection.sql(terms).pl(),
            connection.sql(keys).pl(),
        ]
    )
    parameters: pl.DataFrame = frame.with_columns(pl.lit(model.party_type).alias("party_type")).select(list(SCHEMA))
    return parameters.sort(pl.all())


def load(connection: Any, party_type: PartyType, table: str = "identity.match_model") -> Model | None:
    """The model that `save` wrote; None when there is none.

    None also when comparisons or rules have changed since: a model speaks only about what it was trained on.
    """
    query = f"select kind, name, value, number from {table} where party_type = ? and kind not in ('term', 'common_key')"
    rows = connection.execute(query, [party_type]).fetchall()
    known = {(kind, name, value): number for kind, name, value, number in rows}
    trained_records = known.get(("trained_records", "", digest(connection, party_type)))
    if trained_records is None:
        return None
    parameters = {
        c.name: [{side: known[side, c.name, level.words] for side in ("m", "u")} for level in c.levels]
        for c in prior_model(party_type).comparisons
    }
    return Model(party_type, parameters, known["probability", "", ""], int(trained_records))


def load_terms(connection: Any, party_type: PartyType, table: str = "identity.match_model") -> Frozen:
    """What is frozen with the model beside its parameters, in temporary tables."""
    frozen = Frozen()
    own = f"from {table} where party_type = '{party_type}'"
    for column in term_columns(party_type):
        connection.execute(
            f"create or replace temp table {frozen.shares(column)} as "
            f"select try_cast(value as ubigint) as key, number as share {own} and kind = 'term' and name = '{column}'"
        )
    connection.execute(
        f"create or replace temp table {frozen.common_key} as "
        f"select (list_position([{_rule_names(party_type)}], name) - 1)::utinyint as rule, value::ubigint as key "
        f"{own} and kind = 'common_key'"
    )
    return frozen


def _rule_names(party_type: PartyType) -> str:
    return sql_text.texts(rule.name for rule in prior_model(party_type).rules)


def digest(connection: Any, party_type: PartyType) -> str:
    """Sixteen digits that change with a comparison, rule, veto or way to cluster, or with the engine and its hashes."""
    model, engine = prior_model(party_type), connection.sql("select version()").fetchall()[0][0]
    said = repr((model.comparisons, model.rules, VETO[party_type], OTHER_PERSON[party_type], METHOD, engine))
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def is_same_model(connection: Any, party_type: PartyType, table: str, other: str) -> bool:
    """Both tables hold the same model of the party type."""
    content = "select count(*), coalesce(sum(hash(m)::hugeint), 0) from {} m where party_type = ?"
    one, two = (connection.execute(content.format(name), [party_type]).fetchall() for name in (table, other))
    return bool(one == two)
