"""identity.standard_record: one row a record of a party with its comparison keys."""

import polars as pl

from transforms.method.matching.standardise import standardise

INPUT = "identity.record_input"


def transform(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a row of `rows`, in order: its comparison keys."""
    return standardise(rows)
