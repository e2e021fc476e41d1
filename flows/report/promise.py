"""What did not hold tonight, and where the company differs from the defaults."""

from decimal import Decimal
from typing import Any

import polars as pl

from expectations.setting import SETTINGS
from flows.report.analyst import Analyst
from flows.report.block import Block, Note, table
from flows.report.number import cell

BROKEN = """
select table_name as "table", rule, severity, rows_failed as "rows failed", rows_checked as "rows checked"
from ops.validation where not is_success order by severity, "rows failed" desc, table_name, rule
"""
CHECKS = "select count(*) from ops.validation"


def promises(analyst: Analyst) -> list[Block]:
    """Checks on the finished tables that did not hold; a critical one would have stopped the night."""
    checks = int(analyst.rows(CHECKS).item())
    if not checks:
        return []
    broken = analyst.rows(BROKEN)
    return list(table("Did not hold", broken)) or [Note(f"All {checks:,} promises about the tables held.")]


def thresholds(analyst: Analyst) -> list[Block]:
    """Settings of the company that differ from the defaults, with the reason of the default."""
    told = analyst.first("select * from ops.setting")
    rows = [(s.name, _text(told[s.name]), _text(s.default), s.reason) for s in SETTINGS if told[s.name] != s.default]
    schema = ["threshold", "here", "default", "reason of the default"]
    return list(table("Differ from the defaults", pl.DataFrame(rows, schema=schema, orient="row")))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, float | Decimal) else cell(value)
