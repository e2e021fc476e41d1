"""The model's opinion of any two records of the published night."""

from pathlib import Path

import polars as pl

from transforms.method.matching import explanation
from warehouse.ddl import text
from warehouse.published.query import QueryFailed
from warehouse.review.judgements import Record
from warehouse.review.scratch_connection import scratch_connection

TYPES = "select party_type from identity.standard_record"


def explained(file: Path, left: Record, right: Record) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each comparison says of two records, and which blocking keys they share.

    Raises QueryFailed when the night has no such record, or one is a person and the other an organisation.
    """
    both = " or ".join(f"(source = {text(source)} and party_key = {text(key)})" for source, key in (left, right))
    read = {"identity.standard_record": both, "identity.suspect_value": "true", "identity.match_model": "true"}
    with scratch_connection(file, read) as con:
        types = [kind for (kind,) in con.execute(TYPES).fetchall()]
        if len(types) < 2:
            raise QueryFailed("the published night has no such two records; a record is written SOURCE:KEY")
        if len(set(types)) > 1:
            raise QueryFailed("a person and an organisation are never compared")
        return explanation.explained(con, types[0])
