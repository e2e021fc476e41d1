"""Evidence of candidate pairs under a model, by Splink on the engine's own connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from splink import DuckDBAPI, Linker

from transforms.matching.model import Model, term_columns

RECORDS = "match_record"
# The usual share of a value weighs as much as this many records.
USUAL_RECORDS = 500
PAIRS_OF_A_PART = 500_000


def freeze_terms(connection: Any, model: Model, records: int = 1) -> None:
    """Makes the temporary tables `term_<column>`: how often another person's record has a value, by its frequency.

    The records that one person has on average do not count: a value that only they share is rare. A share is pulled
    towards the usual one, so that in a small base a name is not common for being written twice.
    """
    usual = {
        level.term_frequency: parameter["u"]
        for comparison in model.comparisons
        for level, parameter in zip(comparison.levels, model.parameters[comparison.name], strict=True)
        if level.term_frequency
    }
    own = 1 + model.probability * max(records - 1, 0)
    for column in term_columns(model.party_type):
        connection.execute(
            f"create or replace temp table term_{column} as select {column}, "
            f"(greatest(count(*) - {own}, 0) + {USUAL_RECORDS * usual[column]}) "
            f"/ (sum(count(*)) over () + {USUAL_RECORDS}) as tf_{column} "
            f"from {RECORDS} where {column} is not null group by {column}"
        )


@contextmanager
def splink_linker(connection: Any, model: Model, with_u: bool = True) -> Iterator[Linker]:
    """A linker over `match_record` with the frozen term frequencies; what Splink makes is dropped after use."""
    api = DuckDBAPI(connection=connection)
    records = api.register(RECORDS, table_name="record_to_link")
    linker = Linker(records, model.splink_settings(with_u), validate_settings=False, log_level="ERROR")
    try:
        for column in term_columns(model.party_type):
            frozen = api.register(f"term_{column}", table_name=f"frozen_{column}")
            linker.table_management.register_term_frequency_lookup(frozen, column)
        yield linker
    finally:
        api.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]


def score(connection: Any, linker: Linker, model: Model, pairs: str, into: str, query: str) -> None:
    """Makes the temporary table `into` of `query`, a SELECT over the evidence `scored` of pairs, part after part.

    `pairs` is a table of record_id_l, record_id_r. `scored` has record_id_l, record_id_r, match_weight, and for each
    comparison gamma_<name> (its level, -1 unknown, 0 the weakest) and evidence_<name> (log2, with the adjustment for
    rare and frequent values). A part at a time bounds the memory: Splink keeps the compared values beside each pair.
    """
    adjusted = {c.name for c in model.comparisons if any(level.term_frequency for level in c.levels)}
    evidence = ", ".join(
        f"gamma_{c.name}, mw_{c.name}{f' + mw_tf_adj_{c.name}' if c.name in adjusted else ''} as evidence_{c.name}"
        for c in model.comparisons
    )
    count = int(connection.sql(f"select count(*) from {pairs}").fetchall()[0][0])
    parts = 1 + count // PAIRS_OF_A_PART
    for part in range(parts):
        connection.execute(
            "create or replace temp table pair_to_score as "
            f"select '0' as match_key, record_id_l as join_key_l, record_id_r as join_key_r from {pairs} "
            f"where hash(record_id_l, record_id_r) % {parts} = {part}"
        )
        candidates = linker._db_api.register("pair_to_score")
        linker.table_management.register_blocked_pairs_for_predict(candidates)
        predicted = linker.inference.predict(warning_mode="never")
        scored = f"select record_id_l, record_id_r, match_weight, {evidence} from {predicted.physical_name}"
        verb = f"insert into {into}" if part else f"create or replace temp table {into} as"
        connection.execute(f"{verb} with scored as ({scored}) {query}")
        predicted.drop_table_from_database_and_remove_from_cache()
    connection.execute("drop table pair_to_score")
