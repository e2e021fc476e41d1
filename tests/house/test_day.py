"""No query turns a moment into a day but by the one function: a column named `_at` is a moment in UTC."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from transforms.sql_text import company_day
from warehouse.step_text import set_steps, step_text

ROOT = Path(__file__).parents[2]
VIEWS = sorted((ROOT / "warehouse").rglob("views/*.sql"))
COMPANIES = sorted(path for folder in ("examples", "flows/init") for path in (ROOT / folder).rglob("*.sql"))
PYTHON = sorted(
    path for folder in ("flows", "warehouse", "expectations", "transforms") for path in (ROOT / folder).rglob("*.py")
)
IN_PYTHON = re.compile(r"cast\(\s*(?:max\(|min\()?[\w.]*_at\)?\s+as\s+date\)|\w_at\)?::date|date_trunc\([^)]*_at\b")


def moments_made_days(query: str) -> Iterator[str]:
    """Each expression that cuts a moment to a day in the zone of the session, or compares the two."""
    tree = sqlglot.parse_one(query, read="duckdb")
    for cut in tree.find_all(exp.Cast, exp.TryCast, exp.DateTrunc, exp.TimestampTrunc, exp.DateDiff, exp.TsOrDsToDate):
        if isinstance(cut, exp.Cast) and not cut.is_type(exp.DType.DATE):
            continue
        if not cut.find(exp.AtTimeZone) and any(_is_moment(column) for column in _own_columns(cut)):
            yield cut.sql("duckdb")
    for compared in tree.find_all(exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between):
        sides = [side for side in compared.iter_expressions() if isinstance(side, exp.Column)]
        if any(map(_is_moment, sides)) and any(map(_is_day, sides)):
            yield compared.sql("duckdb")


def _own_columns(cut: exp.Expr) -> Iterator[exp.Column]:
    """The columns of an expression, without those of casts within it, which are judged by themselves."""
    inner = [part for part in cut.find_all(exp.Cast) if part is not cut]
    hidden = {id(column) for part in inner for column in part.find_all(exp.Column)}
    yield from (column for column in cut.find_all(exp.Column) if id(column) not in hidden)


def _is_moment(column: exp.Column) -> bool:
    return column.name.endswith("_at")


def _is_day(column: exp.Column) -> bool:
    return column.name.endswith("_on") or column.name == "today"


@pytest.mark.parametrize("path", [*set_steps(), *VIEWS, *COMPANIES], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_query_turns_no_moment_into_a_day_by_itself(path: Path) -> None:
    assert list(moments_made_days(step_text(path))) == []


def test_no_query_in_python_turns_a_moment_into_a_day_by_itself() -> None:
    assert [str(path) for path in PYTHON if IN_PYTHON.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "query",
    [
        "select cast(occurred_at as date) from core.purchase",
        "select max(t.occurred_at)::date from core.purchase as t",
        "select try_cast(occurred_at as date) from core.purchase",
        "select date_trunc('day', occurred_at) from core.purchase",
        "select date_diff('day', occurred_at, today) from core.purchase",
        "select 1 from core.purchase where occurred_at <= today",
    ],
)
def test_a_planted_cut_is_seen(query: str) -> None:
    assert list(moments_made_days(query))


def test_the_one_function_is_not_taken_for_a_cut() -> None:
    assert not list(moments_made_days(f"select {company_day('occurred_at')} from core.purchase, ops.setting setting"))
