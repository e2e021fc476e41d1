"""A new matching model trained on the published night, and what it would change; it stands when somebody accepts it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import polars as pl

from expectations.company.state import State
from transforms.method.matching.model import PartyType
from transforms.method.matching.partition import clusters
from transforms.method.matching.weighing import learn, weighed_pairs
from warehouse.engine import arrow
from warehouse.private_file import write_private
from warehouse.review.scratch_connection import scratch_connection

READ = (
    "core.relation",
    "identity.judgement",
    "identity.record",
    "identity.standard_record",
    "identity.suspect_value",
    "ops.setting",
)
SETTING = "select pairs_per_record, merge_probability, today from ops.setting"
RECORD = "select source, party_key, customer_id from identity.record"


@dataclass(frozen=True, slots=True)
class Trained:
    """A model as rows of `identity.match_model`, and what it would change of the published night."""

    model: pl.DataFrame
    records: int
    customers_now: int
    customers_then: int
    pairs_kept: int
    pairs_joined: int
    pairs_parted: int

    def figures(self) -> pl.DataFrame:
        """One row a figure: how many records, customers, and pairs of records in one customer."""
        said = {
            "records": self.records,
            "customers tonight": self.customers_now,
            "customers under the new model": self.customers_then,
            "pairs of records in one customer under both": self.pairs_kept,
            "pairs that would be joined": self.pairs_joined,
            "pairs that would be parted": self.pairs_parted,
        }
        return pl.DataFrame({"figure": list(said), "value": list(said.values())})


def trained(file: Path) -> Trained:
    """A model trained on the records of a published night; QueryFailed when there is none."""
    with scratch_connection(file, dict.fromkeys(READ, "true")) as con:
        budget, merge_probability, today = con.execute(SETTING).fetchall()[0]
        models, pairs = [], []
        for kind in get_args(PartyType):
            models.append(learn(con, kind, float(budget)))
            con.register("learnt_model", arrow(models[-1]))
            found = weighed_pairs(con, kind, float(budget), today, only_changes=False, model_table="learnt_model")
            pairs.append(con.sql(found).pl())
            con.unregister("learnt_model")
        record = con.sql(RECORD).pl()
    both = record.join(clusters(record, pl.concat(pairs), merge_probability), on=["source", "party_key"])
    kept, now, then = (_pairs(both, *keys) for keys in (("customer_id", "cluster"), ("customer_id",), ("cluster",)))
    return Trained(
        pl.concat(models).sort(pl.all()),
        both.height,
        both["customer_id"].n_unique(),
        both["cluster"].n_unique(),
        kept,
        then - kept,
        now - kept,
    )


def accept(state: Path, model: pl.DataFrame) -> None:
    """Keep a model for the nights to come."""
    content = io.BytesIO()
    model.write_parquet(content)
    write_private(State(state).match_model, content.getvalue())


def _pairs(rows: pl.DataFrame, *keys: str) -> int:
    size = pl.col("len").cast(pl.Int64)
    return int(rows.group_by(keys).len().select((size * (size - 1) // 2).sum()).item())
