"""Why two records are one customer or two."""

from pathlib import Path

import polars as pl

from warehouse.published.query import ask
from warehouse.review.explained import explained
from warehouse.review.judgements import Record

OF_BOTH = """
where (source_l = $1 and party_key_l = $2 and source_r = $3 and party_key_r = $4)
   or (source_l = $3 and party_key_l = $4 and source_r = $1 and party_key_r = $2)
"""
NIGHT_SAID = f"""
select case when rule = 'model' then round(match_probability, 3) end as probability, round(match_weight, 1) as weight,
  rule, reason
from identity.identity_pair {OF_BOTH}"""
JUDGED = f"select judgement, judged_by, judged_at, reason from identity.judgement {OF_BOTH}"


def why_pair(file: Path, left: Record, right: Record) -> list[tuple[str, pl.DataFrame]]:
    """Why two records are one customer or two: what was decided, weighed, or would be."""
    judged, weighed = (ask(file, query, [*left, *right]) for query in (JUDGED, NIGHT_SAID))
    said = [("what a person decided", judged)] if judged.height else []
    if weighed.height:
        said.append(("what the night weighed", weighed))
    comparisons, keys = explained(file, left, right)
    title = "what the model says" if weighed.height else "what the model would say; the night saw no evidence"
    return [*said, (title, comparisons), ("what brings two records together to be compared", keys)]
