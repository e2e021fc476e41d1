"""Pairs of records with the evidence between them: candidates, stated links, and all pairs inside a component."""

from typing import Any

import numpy as np
import polars as pl

from transforms.matching.clustering import LOWEST, components
from transforms.matching.comparison import OTHER_PERSON, VETO, Comparison
from transforms.matching.model import Model
from transforms.matching.scoring import score, splink_linker

# A component up to this many records is compared pair by pair; a larger one hangs on its candidate pairs alone.
LARGEST_COMPLETED = 60
LINKS = ("judgement_same", "must_link")
FOLLOWS = ("l_follows_r", "r_follows_l")
SEPARATIONS = ("judgement_different", "cannot_link", "veto")

NO_PAIR = """create or replace temp table weighed_pair
    (record_id_l ubigint, record_id_r ubigint, match_weight double, rule varchar, reason varchar)"""


def weigh(connection: Any, model: Model, candidates: str, kept: str | None = None) -> None:
    """Makes the temporary table `weighed_pair` (record_id_l, record_id_r, match_weight, rule, reason).

    It holds the pairs of table `candidates`, those of the temporary table `stated_link` (record_id_l, record_id_r,
    rule), and every other pair inside a component, so that no cluster is formed on pairs that nobody looked at. Pairs
    of table `kept` have been weighed before and are not repeated. A pair so unlike that clustering takes it for any
    unseen pair is left out.
    """
    connection.execute(
        "create or replace temp table first_pair as "
        f"select record_id_l, record_id_r from {candidates} union select record_id_l, record_id_r from stated_link"
    )
    connection.execute(NO_PAIR)
    if connection.sql("select count(*) from first_pair").fetchall()[0][0]:
        with splink_linker(connection, model) as linker:
            score(connection, linker, model, "first_pair", "weighed_pair", _judged(model))
            _complete(connection, kept)
            score(connection, linker, model, "missing_pair", "completing_pair", _judged(model))
        connection.execute("insert into weighed_pair from completing_pair; drop table completing_pair")
        connection.execute("drop table missing_pair")
    connection.execute("drop table first_pair")


def _judged(model: Model) -> str:
    """SELECT that judges scored pairs: people outrank sources, sources outrank rules, rules the model."""
    reasons = ", ".join(_reason(comparison) for comparison in model.comparisons)
    return f"""select record_id_l, record_id_r, match_weight,
            case when stated_link.rule is not null then stated_link.rule
                when {OTHER_PERSON[model.party_type]} then 'cannot_link'
                when {VETO[model.party_type]} then 'veto' else 'model' end as rule,
            concat_ws('; ', {reasons}) as reason
        from scored left join stated_link using (record_id_l, record_id_r)
        where match_weight > {LOWEST} or stated_link.rule is not null"""


def _reason(comparison: Comparison) -> str:
    words = " ".join(f"when {level} then '{text.words}'" for level, text in enumerate(reversed(comparison.levels)))
    return (
        f"case when gamma_{comparison.name} >= 0 then (case gamma_{comparison.name} {words} end) "
        f"|| printf(' %+.1f', evidence_{comparison.name}) end"
    )


def _complete(connection: Any, kept: str | None) -> None:
    """Makes the temporary table `missing_pair`: pairs of one component that have not been scored.

    Where no record of a component is in a pair of tonight, last night scored them all.
    """
    tables = ["weighed_pair", kept] if kept else ["weighed_pair"]
    edges = connection.sql(
        " union all ".join(
            f"select record_id_l, record_id_r from {table} "
            f"where rule in {LINKS} or (match_weight > 0 and rule not in {SEPARATIONS + FOLLOWS})"
            for table in tables
        )
    ).fetchnumpy()
    left, right = (np.asarray(edges[side], dtype=np.uint64) for side in ("record_id_l", "record_id_r"))
    ids, position = np.unique(np.concatenate([left, right]), return_inverse=True)
    label = components(len(ids), position[: len(left)], position[len(left) :])
    member = pl.DataFrame({"component": pl.Series(label, dtype=pl.Int64), "record_id": pl.Series(ids, dtype=pl.UInt64)})
    member = member.filter(pl.len().over("component").is_between(3, LARGEST_COMPLETED))
    if kept:
        tonight = connection.sql("select unnest([record_id_l, record_id_r]) as record_id from first_pair").pl()
        member = member.join(member.join(tonight, on="record_id", how="semi"), on="component", how="semi")
    connection.register("component_member", member.to_arrow(compat_level=pl.CompatLevel.oldest()))
    scored = " ".join(
        f"anti join {table} on {table}.record_id_l = a.record_id and {table}.record_id_r = b.record_id"
        for table in tables
    )
    connection.execute(
        f"""create or replace temp table missing_pair as
        select a.record_id as record_id_l, b.record_id as record_id_r
        from component_member a join component_member b on a.component = b.component and a.record_id < b.record_id
        {scored}"""
    )
    connection.unregister("component_member")
