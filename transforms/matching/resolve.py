"""From candidate pairs to clusters: score, complete the components, link on average."""

from typing import Any

import numpy as np
import polars as pl

from transforms.matching.clustering import average_linkage, components
from transforms.matching.comparison import VETO
from transforms.matching.model import Model, weight_of
from transforms.matching.scoring import score

# A component up to this many records is compared pair by pair; a larger one hangs on its candidate pairs alone.
LARGEST_COMPLETED = 60


def scored_pairs(connection: Any, model: Model, candidates: str) -> None:
    """Makes the temporary table `scored_pair`: candidates, and every other pair inside a component, with is_vetoed."""
    score(connection, model, candidates, "candidate_score")
    veto = VETO[model.party_type]
    connection.execute(f"create or replace temp table scored_pair as select *, {veto} as is_vetoed from candidate_score")
    component_table(connection)
    connection.execute(
        f"""create or replace temp table missing_pair as
        with component as (select component from component_member group by component having count(*) between 3 and {LARGEST_COMPLETED}),
        member as (select * from component_member semi join component using (component))
        select a.record_id as record_id_l, b.record_id as record_id_r
        from member a join member b on a.component = b.component and a.record_id < b.record_id
        anti join scored_pair on scored_pair.record_id_l = a.record_id and scored_pair.record_id_r = b.record_id"""
    )
    score(connection, model, "missing_pair", "missing_score")
    connection.execute(f"insert into scored_pair select *, {veto} as is_vetoed from missing_score")


def component_table(connection: Any) -> None:
    """Makes the temporary table `component_member` (component, record_id) of records with a likely match."""
    edge = connection.sql("select record_id_l, record_id_r from scored_pair where match_weight > 0 and not is_vetoed").fetchnumpy()
    left, right = np.asarray(edge["record_id_l"], dtype=np.int64), np.asarray(edge["record_id_r"], dtype=np.int64)
    ids, position = np.unique(np.concatenate([left, right]), return_inverse=True)
    label = components(len(ids), position[: len(left)], position[len(left) :])
    member = pl.DataFrame({"component": ids[label], "record_id": ids}, schema={"component": pl.Int64, "record_id": pl.Int64})
    connection.register("component_frame", member.to_arrow())
    connection.execute("create or replace temp table component_member as from component_frame")
    connection.unregister("component_frame")


def resolve(connection: Any, model: Model, candidates: str, merge_probability: float = 0.95) -> pl.DataFrame:
    """One row a record that has company: record_id, cluster (its smallest record_id)."""
    scored_pairs(connection, model, candidates)
    rows = connection.sql(
        """select c.component, record_id_l, record_id_r, match_weight, is_vetoed from scored_pair
        join component_member c on c.record_id = record_id_l join component_member d on d.record_id = record_id_r
        and c.component = d.component order by c.component, record_id_l, record_id_r"""
    ).pl()
    merge_weight = weight_of(merge_probability)
    found = []
    for part in rows.partition_by("component"):
        weights = {(a, b): w for a, b, w in part.select("record_id_l", "record_id_r", "match_weight").iter_rows()}
        apart = set(part.filter("is_vetoed").select("record_id_l", "record_id_r").iter_rows())
        members = {member for pair in weights for member in pair}
        for cluster in average_linkage(members, weights, (), apart, merge_weight):
            found += [(member, cluster[0]) for member in cluster]
    return pl.DataFrame(found, schema={"record_id": pl.Int64, "cluster": pl.Int64}, orient="row")
