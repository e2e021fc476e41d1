"""A file that holds one SELECT and nothing else."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from expectations.problem import Findings


def one_select(sql: str, findings: Findings) -> exp.Query | None:
    """The one SELECT of a file; None, and the fault noted, when it is anything else."""
    try:
        statements = [one for one in sqlglot.parse(sql, dialect="duckdb") if one is not None]
    except ParseError as error:
        findings.lines[()] = error.errors[0].get("line") or 1
        findings.add((), "This is not SQL that can be read.", "Look at the words of this line.")
        return None
    except (SqlglotError, RecursionError):
        findings.add((), "This is not SQL that can be read.", "Look for a quote that is not closed.")
        return None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        findings.add((), "The file is not one SELECT.", "Write one SELECT, without a second statement.")
        return None
    return statements[0]


def say(node: exp.Expr, findings: Findings, sentence: str, fix: str) -> None:
    """Note a fault at the line of a part of the SELECT, or of what stands around it."""
    line, around = _line(node), node.parent
    while line is None and around is not None:  # a call without arguments knows no line: its neighbours do
        line, around = _line(around), around.parent
    line = line or 1
    findings.lines[("line", line)] = line
    findings.add(("line", line), sentence, fix)


def _line(node: exp.Expr) -> int | None:
    return next((part.meta["line"] for part in node.walk() if "line" in part.meta), None)
