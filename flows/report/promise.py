"""What did not hold tonight, and where the company differs from the defaults."""

from decimal import Decimal
from typing import Any

import polars as pl

from expectations.setting import SETTINGS
from flows.report.analyst import Analyst
from flows.report.block import Block, Note, table
from flows.report.number import cell, count

# A rule whose rows were refused held for those that stand; it is told with the refused rows.
BROKEN = """
select table_name as "table", rule, severity, rows_failed as "rows failed", rows_checked as "rows checked"
from ops.validation v where not is_success and not exists (
  select 1 from ops.quarantine q where q.rule = v.rule and v.table_name in (q.object, q.source || '.' || q.object)
)
order by severity, "rows failed" desc, table_name, rule
"""
CHECKS = "select count(*) as promises, count(*) filter (not is_success) as broken from ops.validation"


def promises(analyst: Analyst) -> list[Block]:
    """Promises that rows which stand do not keep; a critical one of a built table would have stopped the night."""
    checks = analyst.first(CHECKS)
    if not checks["promises"]:
        return []
    broken = analyst.rows(BROKEN)
    by_refusal = checks["broken"] - broken.height
    said = f"Of {count(checks['promises'], 'promise')} {checks['promises'] - checks['broken']:,} held as they were"
    said += f", {by_refusal:,} after rows were refused" if by_refusal else ""
    said += f" and {broken.height:,} did not hold." if broken.height else "; none is left broken."
    return [Note(said), *table("Did not hold", broken)]


def thresholds(analyst: Analyst) -> list[Block]:
    """Settings of the company that differ from the defaults, with the reason of the default."""
    told = analyst.first("select * from ops.setting")
    here = {s.name: told.get(s.name, s.default) for s in SETTINGS}  # a night of an older engine had fewer
    rows = [(s.name, _text(here[s.name]), _text(s.default), s.reason) for s in SETTINGS if here[s.name] != s.default]
    schema = ["threshold", "here", "default", "reason of the default"]
    return list(table("Differ from the defaults", pl.DataFrame(rows, schema=schema, orient="row")))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, float | Decimal) else cell(value)
