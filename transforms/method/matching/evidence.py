"""Pairs of records with the evidence between them: candidates, stated links, and all pairs inside a component."""

from typing import Any

import numpy as np
import polars as pl

from transforms import sql_text
from transforms.method.matching.clustering import LOWEST, affected_components
from transforms.method.matching.comparison import OTHER_PERSON, VETO, Comparison
from transforms.method.matching.model import Model
from transforms.method.matching.previous import IS_EDGE
from transforms.method.matching.scoring import scored

# A component up to this many records is compared pair by pair; a larger one hangs on its candidate pairs alone.
LARGEST_COMPLETED = 60

FIRST_PAIR = """create or replace temp table first_pair as
    select record_id_l, record_id_r from candidate_pair union select record_id_l, record_id_r from stated_link
    except select record_id_l, record_id_r from last_pair where state = 'holds'"""
EDGE = f"""
    select record_id_l, record_id_r from weighed_pair where {IS_EDGE}
    union all
    select record_id_l, record_id_r from last_pair where state = 'holds' and is_edge"""
# Records about which something is not as it was last night.
AFFECTED = """
    select unnest([record_id_l, record_id_r]) as record_id from first_pair
    union
    select unnest([record_id_l, record_id_r]) from last_pair where state in ('gone', 'withdrawn')"""
PAST = """update last_pair set state = 'gone' where state = 'completes' and not exists (
    from component_member l join component_member r using (component)
    where l.record_id = last_pair.record_id_l and r.record_id = last_pair.record_id_r)"""
MISSING = """create or replace temp table missing_pair as
    select l.record_id as record_id_l, r.record_id as record_id_r
    from component_member l join component_member r on l.component = r.component and l.record_id < r.record_id
    where l.is_affected
    except select record_id_l, record_id_r from weighed_pair
    except select record_id_l, record_id_r from last_pair where state in ('holds', 'completes')"""


def weigh(connection: Any, model: Model) -> None:
    """Makes the temporary table `weighed_pair`: record_id_l, record_id_r, match_weight, rule, reason, brought_by.

    It holds the pairs of the temporary tables `candidate_pair` and `stated_link`, and every other pair inside a
    component, so that no cluster is formed on pairs that nobody looked at; but none that still stands in `last_pair`:
    there, a pair of a component that fell apart is put to those that are gone. A pair so unlike that clustering takes
    it for any unseen pair is left out.
    """
    connection.execute(FIRST_PAIR)
    connection.execute(f"create or replace temp table weighed_pair as {_judged(model, 'first_pair', 'key')}")
    member = _members(connection.sql(EDGE).fetchnumpy(), connection.sql(AFFECTED).fetchnumpy()["record_id"])
    connection.register("component_member", member.to_arrow(compat_level=pl.CompatLevel.oldest()))
    connection.execute(PAST)
    connection.execute(MISSING)
    connection.unregister("component_member")
    if connection.sql("select count(*) from missing_pair").fetchall() != [(0,)]:
        connection.execute(f"insert into weighed_pair {_judged(model, 'missing_pair', 'component')}")
    connection.execute("drop table missing_pair; drop table first_pair")


def _judged(model: Model, pairs: str, brought_by: str) -> str:
    """SELECT that judges pairs: people outrank sources, sources outrank rules, rules the model."""
    reasons = ", ".join(_reason(comparison) for comparison in model.comparisons)
    return f"""with scored as ({scored(model, pairs)})
        select record_id_l, record_id_r, match_weight,
            case when stated_link.rule is not null then stated_link.rule
                when {OTHER_PERSON[model.party_type]} then 'cannot_link'
                when {VETO[model.party_type]} then 'veto' else 'model' end as rule,
            concat_ws('; ', {reasons}) as reason,
            case when stated_link.rule is not null then 'statement' else '{brought_by}' end as brought_by
        from scored left join stated_link using (record_id_l, record_id_r)
        where match_weight > {LOWEST} or stated_link.rule is not null"""


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
