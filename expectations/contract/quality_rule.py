"""Quality rules of the Open Data Contract Standard as the engine's: a predicate a row, or a number with bounds."""

import math
from typing import Any

from open_data_contract_standard.model import DataQuality

from expectations.contract.source_object import Rule
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Place
from expectations.table import Severity
from transforms import sql_text

SEVERITIES: dict[str, Severity] = {
    "critical": "critical",
    "error": "critical",
    "warning": "warning",
    "info": "warning",
}
METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount")
BOUNDS = tuple(name for name in DataQuality.model_fields if name.startswith("must"))
# What stands in a list of arguments; an empty cell may be a word for a missing value.
LISTS = {"missingValues": str | int | float | None, "validValues": str | int | float, "properties": str}
OUR_ENGINE = "shopkeeper"
GREAT_EXPECTATIONS = ("greatExpectations", "great-expectations")


def rule_of(quality: DataQuality, table: str, column: str | None, place: Place, findings: Findings) -> Rule | None:
    """One rule of the contract; None for a mere text, and for a fault, which is noted.

    `column` is the property that the rule stands under, None for a rule of the whole object.
    """
    kind = quality.type or ("library" if quality.metric or quality.rule else "")
    if kind == "text":
        return None
    severity = SEVERITIES.get((quality.severity or "").lower())
    if severity is None:
        findings.add(
            place,
            "The rule does not say how bad a failure is.",
            "Write `severity: critical` or `severity: warning`.",
        )
        return None
    said = (quality.description or quality.name or "").strip().rstrip(".")
    maker = {"library": _library, "sql": _sql, "custom": _custom}.get(kind)
    if maker is None:
        findings.unknown((*place, "type"), "type of rule", kind or "(none)", ("library", "sql", "custom", "text"))
        return None
    if quality.unit not in (None, "rows", "percent"):
        findings.unknown((*place, "unit"), "unit", quality.unit, ("rows", "percent"))
        return None
    try:
        return maker(quality, severity, said, table, column)
    except _Unfit as fault:
        findings.add(place, fault.sentence, fault.fix)
        return None


class _Unfit(Exception):
    def __init__(self, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.sentence, self.fix = sentence, fix


def _library(quality: DataQuality, severity: Severity, said: str, table: str, column: str | None) -> Rule:
    metric, given = quality.metric or quality.rule, quality.arguments or {}
    for key, kind in LISTS.items():
        listed = given.get(key, [""])
        if not (isinstance(listed, list) and listed and all(isinstance(one, kind) for one in listed)):
            raise _Unfit(f"`{key}` is no list of words.", f"Write `arguments: {{{key}: [...]}}`.")
    if metric == "rowCount":
        return _figure(quality, severity, said or "the number of rows is as promised", f"select count(*) from {table}")
    if metric == "duplicateValues":
        return _duplicates(quality, severity, said, table, column, given)
    if metric not in METRICS:
        raise _Unfit(f"There is no metric `{metric}`.", f"Known are {', '.join(METRICS)}.")
    if column is None:
        raise _Unfit(f"`{metric}` is about one column.", "Put the rule under its property.")
    name = sql_text.column(column)
    if metric == "nullValues":
        return _row_rule(quality, severity, said or f"{column} is filled", f"{name} is not null", table)
    if metric == "missingValues":
        words = [word for word in given.get("missingValues", []) if word is not None]
        listed = f" and cast({name} as varchar) not in ({sql_text.texts(words)})" if words else ""
        return _row_rule(quality, severity, said or f"{column} is not missing", f"{name} is not null{listed}", table)
    return _row_rule(quality, severity, said or f"{column} is valid", _valid(name, given), table)


def _valid(name: str, given: dict[str, Any]) -> str:
    tests = []
    if values := given.get("validValues"):
        tests.append(f"cast({name} as varchar) in ({sql_text.texts(values)})")
    if pattern := given.get("pattern"):
        tests.append(f"regexp_matches(cast({name} as varchar), {sql_text.text(pattern)})")
    if not tests or set(given) - {"validValues", "pattern"}:
        raise _Unfit(
            "`invalidValues` does not say what is valid.",
            "Give `arguments:` with `validValues` or `pattern`.",
        )
    return f"{name} is null or ({' and '.join(tests)})"


def _duplicates(
    quality: DataQuality, severity: Severity, said: str, table: str, column: str | None, given: dict[str, Any]
) -> Rule:
    named = given.get("properties")
    columns = [column] if column else named if isinstance(named, list) else []
    if not columns or not all(isinstance(one, str) for one in columns):
        raise _Unfit(
            "`duplicateValues` names no column.",
            "Put it under a property, or give `arguments: {properties: [...]}`.",
        )
    sentence = said or f"{' and '.join(columns)} is unique"
    if _bounds(quality)[1] == 0:
        return unique_rule(columns, severity, sentence)
    names = ", ".join(map(sql_text.column, columns))
    filled = " and ".join(f"{sql_text.column(name)} is not null" for name in columns)
    surplus = "sum(rows - 1)" if quality.unit != "percent" else "100.0 * sum(rows - 1) / sum(rows)"
    grouped = f"select count(*) as rows from {table} where {filled} group by {names}"
    return _figure(quality, severity, sentence, f"select coalesce({surplus}, 0) from ({grouped}) as repeated")


def unique_rule(columns: list[str], severity: Severity, sentence: str) -> Rule:
    """The promise that no value, or combination of values, stands in two rows."""
    if len(columns) == 1:
        arguments: dict[str, object] = {"column": columns[0]}
        return Rule(sentence, severity, expectation="expect_column_values_to_be_unique", arguments=arguments)
    arguments = {"column_list": columns, "ignore_row_if": "any_value_is_missing"}
    return Rule(sentence, severity, expectation="expect_compound_columns_to_be_unique", arguments=arguments)


def _row_rule(quality: DataQuality, severity: Severity, sentence: str, predicate: str, table: str) -> Rule:
    """A predicate with a share when the bound is on bad rows in percent; a count of bad rows is a figure."""
    low, high = _bounds(quality)
    if low is not None and low > 0:
        raise _Unfit("The rule asks for bad rows.", "Give an upper bound, such as `mustBe: 0`.")
    if high is None:
        raise _Unfit("The rule has no bound.", "Write `mustBe: 0`, or `mustBeLessOrEqualTo: 5` with `unit: percent`.")
    if high == 0:
        return Rule(sentence, severity, predicate=predicate)
    if quality.unit == "percent":
        return Rule(sentence, severity, predicate=predicate, minimum_share=1 - high / 100)
    query = f"select count(*) from {table} where not coalesce(({predicate}), false)"
    return Rule(sentence, severity, query=query, at_most=math.floor(high))


def _sql(quality: DataQuality, severity: Severity, said: str, table: str, column: str | None) -> Rule:
    if not quality.query:
        raise _Unfit("The rule has no query.", "Give `query:` with a SELECT of one number.")
    if not said:
        raise _Unfit("The rule has no sentence.", "Say in `description:` what holds.")
    query = quality.query.strip().rstrip(";")
    for word, value in (("table", table), ("object", table), ("column", column), ("property", column)):
        for written in (f"${{{word}}}", f"{{{word}}}"):
            if written in query and value is None:
                raise _Unfit(f"`{written}` stands for no column here.", "Put the rule under a property.")
            query = query.replace(written, table if value == table else sql_text.column(value or ""))
    return _figure(quality, severity, said, query)


def _custom(quality: DataQuality, severity: Severity, said: str, table: str, column: str | None) -> Rule:
    if quality.engine in GREAT_EXPECTATIONS:
        return _expectation(quality, severity, said, column)
    if quality.engine != OUR_ENGINE:
        raise _Unfit(f"There is no engine `{quality.engine}` here.", f"Known are {OUR_ENGINE}, greatExpectations.")
    given: Any = quality.implementation
    given = given if isinstance(given, dict) else {"predicate": given}
    share = given.get("minimum_share", 1.0)
    if not isinstance(given.get("predicate"), str) or not said or set(given) - {"predicate", "minimum_share"}:
        raise _Unfit("A predicate needs its sentence.", "Give `description:` and `implementation: <predicate>`.")
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise _Unfit("`minimum_share` is not a share of rows.", "Write 0.99 for 99 of 100 rows.")
    return Rule(said, severity, predicate=given["predicate"], minimum_share=float(share))


def _expectation(quality: DataQuality, severity: Severity, said: str, column: str | None) -> Rule:
    given: Any = quality.implementation
    if isinstance(given, str):
        given, _ = read_yaml(given, "")
    if not isinstance(given, dict) or not str(given.get("type", "")).startswith("expect_"):
        raise _Unfit(
            "The implementation names no expectation.",
            "Give `implementation: {type: expect_..., kwargs: {...}}`.",
        )
    if unknown := set(given) - {"type", "kwargs"}:
        raise _Unfit(f"`{min(unknown)}` is not read in an implementation.", "Only `type` and `kwargs` are.")
    kwargs = given.get("kwargs") or {}
    if not isinstance(kwargs, dict):
        raise _Unfit("`kwargs` is no mapping.", "Write `kwargs: {min_value: 0}`.")
    kwargs = {str(name): value for name, value in kwargs.items()}
    if "row_condition" in kwargs:
        raise _Unfit(
            "A row condition is lost when failing rows are sought.",
            f"Write the rule with `engine: {OUR_ENGINE}`.",
        )
    if column and str(given["type"]).startswith("expect_column_"):
        kwargs.setdefault("column", column)
    return Rule(said or str(given["type"]), severity, expectation=str(given["type"]), arguments=kwargs)


def _figure(quality: DataQuality, severity: Severity, sentence: str, query: str) -> Rule:
    low: float | None
    high: float | None
    _bounds(quality)
    if quality.mustNotBe is not None or quality.mustNotBeBetween is not None:
        low, high = quality.mustNotBeBetween or (_number(quality.mustNotBe), _number(quality.mustNotBe))
        query = f"select count(*) from ({query}) as figure(value) where value not between {low} and {high}"
        return Rule(sentence, severity, query=query, at_least=1, at_most=1)
    low, high = _bounds(quality)
    if low is None and high is None:
        raise _Unfit("The rule has no bound.", f"Give one of {', '.join(BOUNDS)}.")
    if query.startswith("select count(*)"):  # of whole numbers, none lies between 0 and 1
        low, high = (None if low is None else math.ceil(low)), (None if high is None else math.floor(high))
    return Rule(sentence, severity, query=query, at_least=low, at_most=high)


def _bounds(quality: DataQuality) -> tuple[float | None, float | None]:
    """Lowest and highest number that is good. A strict bound becomes the nearest number beside it."""
    given = [name for name in BOUNDS if getattr(quality, name) is not None]
    if len(given) > 1:
        raise _Unfit("The rule has two bounds.", "Keep one; `mustBeBetween` gives both ends.")
    for ends in (quality.mustBeBetween, quality.mustNotBeBetween):
        if ends is not None and (len(ends) != 2 or not ends[0] <= ends[1]):
            raise _Unfit("The bound is not two numbers, the lower first.", "Write `mustBeBetween: [1, 100]`.")
    if quality.mustBe is not None:
        return _number(quality.mustBe), _number(quality.mustBe)
    if quality.mustBeBetween is not None:
        return float(quality.mustBeBetween[0]), float(quality.mustBeBetween[1])
    if quality.mustBeGreaterThan is not None:
        return math.nextafter(quality.mustBeGreaterThan, math.inf), None
    if quality.mustBeLessThan is not None:
        return None, math.nextafter(quality.mustBeLessThan, -math.inf)
    return quality.mustBeGreaterOrEqualTo, quality.mustBeLessOrEqualTo


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unfit("The bound is not a number.", "Write a number.")
    return float(value)
