"""What is really so: collected while the sources are written, for tests and benchmarks alone."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl


class Truth:
    """Rows by table name, written once at the end as `<table>.parquet`."""

    def __init__(self) -> None:
        self._tables: dict[str, list[pl.DataFrame]] = defaultdict(list)

    def add(self, name: str, rows: pl.DataFrame, /, **constants: str) -> None:
        """Append rows; `constants` become the first columns."""
        first = [pl.lit(value, dtype=pl.String).alias(column) for column, value in constants.items()]
        self._tables[name].append(rows.select(*first, pl.all()))

    def parties(
        self,
        source: str,
        key: pl.Series,
        person: np.ndarray | pl.Series | None = None,
        organisation: np.ndarray | pl.Series | None = None,
    ) -> None:
        """Say who stands behind each party key of a source; keys and people may repeat."""
        nobody = pl.Series([None], dtype=pl.Int64).gather([0] * len(key))
        rows = pl.DataFrame(
            {
                "party_key": key.cast(pl.String),
                "person_id": nobody if person is None else pl.Series(person).cast(pl.Int64),
                "organisation_id": nobody if organisation is None else pl.Series(organisation).cast(pl.Int64),
            }
        )
        self.add("party", rows.unique(), source=source)

    def write(self, folder: Path) -> None:
        """One file a table; a party key that several people share has no person and `is_ambiguous`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, parts in sorted(self._tables.items()):
            rows = pl.concat(parts)
            if name == "party":
                rows = _one_row_a_key(rows)
            rows.sort(rows.columns, nulls_last=True).write_parquet(folder / f"{name}.parquet", row_group_size=100_000)


def _one_row_a_key(rows: pl.DataFrame) -> pl.DataFrame:
    alone = pl.col("people") <= 1
    return (
        rows.group_by("source", "party_key")
        .agg(pl.col("person_id").max(), pl.col("organisation_id").max(), people=pl.col("person_id").n_unique())
        .with_columns(person_id=pl.when(alone).then("person_id"), is_ambiguous=~alone)
        .drop("people")
    )
