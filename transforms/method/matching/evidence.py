"""Pairs of records with the evidence between them: candidates, stated links, and all pairs inside a component."""

from typing import Any

import numpy as np
import polars as pl

from transforms import sql_text
from transforms.method.matching.clustering import LOWEST, affected_components
from transforms.method.matching.comparison import OTHER_PERSON, VETO, Comparison
from transforms.method.matching.model import Model
from transforms.method.matching.previous import IS_EDGE
from transforms.method.matching.relation import Frozen, Pairs
from transforms.method.matching.scoring import scored

# A component up to this many records is compared pair by pair; a larger one hangs on its candidate pairs alone.
LARGEST_COMPLETED = 60

FIRST_PAIR = """create or replace temp table first_pair as
    select record_id_l, record_id_r from {candidate} union select record_id_l, record_id_r from {stated}
    except select record_id_l, record_id_r from {last} where state = 'holds'"""
EDGE = f"""
    select record_id_l, record_id_r from weighed_pair where {IS_EDGE}
    union all
    select record_id_l, record_id_r from {{last}} where state = 'holds' and is_edge"""
# Records about which something is not as it was last night.
AFFECTED = """
    select unnest([record_id_l, record_id_r]) as record_id from first_pair
    union
    select unnest([record_id_l, record_id_r]) from {last} where state in ('gone', 'withdrawn')"""
PAST = """update {last} last set state = 'gone' where state = 'completes' and not exists (
    from component_member l join component_member r using (component)
    where l.record_id = last.record_id_l and r.record_id = last.record_id_r)"""
MISSING = """create or replace temp table missing_pair as
    select l.record_id as record_id_l, r.record_id as record_id_r
    from component_member l join component_member r on l.component = r.component and l.record_id < r.record_id
    where l.is_affected
    except select record_id_l, record_id_r from weighed_pair
    except select record_id_l, record_id_r from {last} where state in ('holds', 'completes')"""


def weigh(connection: Any, model: Model, frozen: Frozen, pairs: Pairs) -> str:
    """Temporary table of one row a pair: record_id_l, record_id_r, match_weight, rule, reason, brought_by.

    It holds the candidate and the stated pairs, and every other pair inside a component, so that no cluster is formed
    on pairs that nobody looked at; but none that still stands of last night: there, a pair of a component that fell
    apart is put to those that are gone. A pair so unlike that clustering takes it for any unseen pair is left out.
    """
    last = pairs.last
    connection.execute(FIRST_PAIR.format(candidate=pairs.candidate, stated=pairs.stated, last=last))
    first = _judged(model, frozen, pairs, "first_pair", "key")
    connection.execute(f"create or replace temp table weighed_pair as {first}")
    edges = connection.sql(EDGE.format(last=last)).fetchnumpy()
    member = _members(edges, connection.sql(AFFECTED.format(last=last)).fetchnumpy()["record_id"])
    connection.register("component_member", member.to_arrow(compat_level=pl.CompatLevel.oldest()))
    connection.execute(PAST.format(last=last))
    connection.execute(MISSING.format(last=last))
    connection.unregister("component_member")
    if connection.sql("select count(*) from missing_pair").fetchall() != [(0,)]:
        missing = _judged(model, frozen, pairs, "missing_pair", "component")
        connection.execute(f"insert into weighed_pair {missing}")
    connection.execute("drop table missing_pair; drop table first_pair")
    return "weighed_pair"


def _judged(model: Model, frozen: Frozen, pairs: Pairs, looked_at: str, brought_by: str) -> str:
    """SELECT that judges pairs: people outrank sources, sources outrank rules, rules the model."""
    reasons = ", ".join(_reason(comparison) for comparison in model.comparisons)
    return f"""with scored as ({scored(model, looked_at, pairs.record, frozen)})
        select record_id_l, record_id_r, match_weight,
            case when stated.rule is not null then stated.rule
                when {OTHER_PERSON[model.party_type]} then 'cannot_link'
                when {VETO[model.party_type]} then 'veto' else 'model' end as rule,
            concat_ws('; ', {reasons}) as reason,
            case when stated.rule is not null then 'statement' else '{brought_by}' end as brought_by
        from scored left join {pairs.stated} stated using (record_id_l, record_id_r)
        where match_weight > {LOWEST} or stated.rule is not null"""


def _reason(comparison: Comparison) -> str:
    levels = enumerate(reversed(comparison.levels))
    words = " ".join(f"when {place} then {sql_text.text(level.words)}" for place, level in levels)
    return (
        f"case when gamma_{comparison.name} >= 0 then (case gamma_{comparison.name} {words} end) "
        f"|| printf(' %+.1f', evidence_{comparison.name}) end"
    )


def _members(edges: dict[str, Any], affected: Any) -> pl.DataFrame:
    """component, record_id, is_affected (of the component) of components small enough to be compared pair by pair."""
    ids, label, is_affected = affected_components(edges["record_id_l"], edges["record_id_r"], affected)
    size = np.bincount(label, minlength=len(ids))[label]
    kept = (size >= 3) & (size <= LARGEST_COMPLETED)
    return pl.DataFrame({"component": label[kept], "record_id": ids[kept], "is_affected": is_affected[kept]})
