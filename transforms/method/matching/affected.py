"""Whose customer has to be found again tonight; everybody else keeps the one of last night."""

from typing import Any

import polars as pl

from transforms.method.matching.clustering import affected_components
from transforms.method.matching.previous import FOLLOWS, IS_EDGE, LEFT, RIGHT, changed

# Pairs that hold records together or apart; any other changes nothing by itself.
SPEAKS = f"({IS_EDGE} or brought_by = 'statement')"
# Records that came, changed or went, all of them when pairs merge from another probability on or when somebody was
# erased, whose pairs last night no longer tells; both of a pair that was weighed tonight; both of a pair that spoke
# last night and does not tonight.
TOLD = "(select {} from {}ops.setting)"
SAME_PROBABILITY = f"{TOLD.format('merge_probability', 'last_night.')} = {TOLD.format('merge_probability', '')}"
NOBODY_ERASED = f"not exists (select 1 from privacy.erasure where erased_on >= {TOLD.format('today', 'last_night.')})"
PAIRS = f"""
    with tonight as (select {LEFT} as l, {RIGHT} as r, weighed_on from identity.identity_pair where {SPEAKS}),
    pair as (
        select l, r from tonight where weighed_on = $today
        union all (
            select {LEFT}, {RIGHT} from last_night.identity.identity_pair where {SPEAKS}
            except select l, r from tonight
        )
    )"""
EDGE = f"select {LEFT} as l, {RIGHT} as r from identity.identity_pair where {IS_EDGE} or rule in {FOLLOWS}"


def affected_records(connection: Any, records: str, today: object) -> pl.Series:
    """Numbers of the records whose component is not what it was last night, each once.

    `records` are tonight's: record_id, record_hash. A component that lost a record or a pair falls into parts, of which
    each holds one end of a pair that has gone; so it is enough to follow tonight's pairs from where something changed.
    """
    came_or_went = changed(records, f"{SAME_PROBABILITY} and {NOBODY_ERASED}")
    query = f"{PAIRS} {came_or_went} union select unnest([l, r]) from pair"
    affected = connection.execute(query, {"today": today}).fetchnumpy()["record_id"]
    edges = connection.sql(EDGE).fetchnumpy()
    ids, _, is_affected = affected_components(edges["l"], edges["r"], affected)
    return pl.Series("record_id", ids[is_affected], dtype=pl.UInt64)
