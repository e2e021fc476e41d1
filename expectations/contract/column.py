"""A property of a contract as a column: its DuckDB type, what it is to a person's privacy, and its promises."""

import math
import re
from typing import Any, get_args

from open_data_contract_standard.model import SchemaProperty

from expectations.contract.option import read_options
from expectations.contract.source_object import Rule
from expectations.problem import Findings, Place
from expectations.table import GRADES, Column, Role
from transforms import sql_text

ROLES: tuple[Role, ...] = get_args(Role)
PLAIN_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "object": "VARCHAR",  # nested values keep their JSON text
    "array": "VARCHAR",
}
LOGICAL_TYPES = (*PLAIN_TYPES, "number")
DECIMAL = re.compile(r"(?:decimal|numeric)\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)", re.IGNORECASE)
DOUBLE = re.compile(r"double( precision)?|real|float[48]?|f32|f64", re.IGNORECASE)
PERIOD = re.compile(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?")
LINE = "source_line"  # the readers write it: the line of each row
TYPE_OPTIONS = {
    "minLength": "length(cast({name} as varchar)) >= {value}",
    "maxLength": "length(cast({name} as varchar)) <= {value}",
    "pattern": "regexp_matches(cast({name} as varchar), {value})",
    "minimum": "{name} >= {value}",
    "maximum": "{name} <= {value}",
    "exclusiveMinimum": "{name} > {value}",
    "exclusiveMaximum": "{name} < {value}",
    "multipleOf": "{name} % {value} = 0",
}


BOUNDS = (("minLength", "maxLength"), ("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum"))
# What says who somebody is, or what was told in confidence, is public in no contract.
NEVER_PUBLIC: tuple[Role, ...] = ("direct_id", "sensitive", "free_text")


def column_of(
    given: SchemaProperty, place: Place, findings: Findings
) -> tuple[Column, dict[str, str], tuple[Rule, ...]] | None:
    """The column, its remaining options (`retention`), and the rules that its type options make."""
    name = given.name or ""
    if not name.isidentifier() or name.lower() == LINE:
        fix = "Use letters, digits and `_`, and say in `physicalName` how the source calls it."
        findings.add((*place, "name"), f"`{name}` cannot be the name of a column.", fix)
        return None
    options = read_options(given.customProperties, "column", "", place, findings)
    role = options.pop("role", "key" if given.primaryKey else None)
    grade = given.classification
    if role is not None and role not in ROLES:
        findings.unknown((*place, "customProperties"), "role", role, ROLES)
        return None
    if grade is not None and grade not in GRADES:
        findings.unknown((*place, "classification"), "classification", grade, GRADES)
        return None
    if role in NEVER_PUBLIC and grade == "public":
        fix = f"Take `classification` out (the role implies one), or write {', '.join(GRADES[1:])}."
        findings.add((*place, "classification"), f"A column of the role {role} is not public.", fix)
    if role is None and grade is None:
        fix = f"Give `classification:` ({', '.join(GRADES)}) or the custom property `role` ({', '.join(ROLES)})."
        findings.add(place, f"The column `{name}` is not classified.", fix)
        return None
    if "retention" in options and not PERIOD.fullmatch(options["retention"]):
        fix = "Write an ISO 8601 period of years, months, weeks or days, as `P3Y`."
        findings.add((*place, "customProperties"), f"`{options['retention']}` is no period.", fix)
    duckdb_type = _type(given, place, findings)
    if duckdb_type is None:
        return None
    column = Column(
        name,
        duckdb_type,
        (given.description or given.businessName or "").strip(),
        role or "measure",
        required=bool(given.required or given.primaryKey),
        grade=grade,
        category=options.pop("category", ""),
        chinese=options.pop("chinese", ""),
    )
    return column, options, _promises(column, given, place, findings)


def _type(given: SchemaProperty, place: Place, findings: Findings) -> str | None:
    logical = given.logicalType or ""
    if logical in PLAIN_TYPES:
        return PLAIN_TYPES[logical]
    if logical != "number":
        findings.unknown((*place, "logicalType"), "logical type", logical or "(none)", LOGICAL_TYPES)
        return None
    physical = given.physicalType or ""
    if found := DECIMAL.fullmatch(physical):
        if int(found[1]) <= 38 and int(found[2]) <= int(found[1]):
            return f"DECIMAL({found[1]},{found[2]})"
    elif DOUBLE.fullmatch(physical):
        return "DOUBLE"
    fix = "Write `physicalType: decimal(18,2)` for money and counts, `physicalType: double` for measurements."
    said = f"The number `{given.name}` does not say how exact it is."
    if found:
        said = f"`{physical}` is no type of a number: 38 digits at most, and no more decimals than digits."
    findings.add((*place, "physicalType"), said, fix)
    return None


def _promises(column: Column, given: SchemaProperty, place: Place, findings: Findings) -> tuple[Rule, ...]:
    """`logicalTypeOptions` and `enum` as rules about a row; a NULL breaks none of them."""
    rules = []
    for key, value in (given.logicalTypeOptions or {}).items():
        if key in ("format", "timezone", "defaultTimezone"):
            fix = "Use the custom properties `date_formats`, `timestamp_formats` and `time_zone` of the object."
            findings.add((*place, "logicalTypeOptions", key), f"`{key}` is not read.", fix)
        elif key not in TYPE_OPTIONS:
            findings.unknown((*place, "logicalTypeOptions", key), "type option", key, TYPE_OPTIONS)
        elif not _fits(key, value, column.type):
            fix = "Lengths are whole numbers from 0 on, a pattern is a text, bounds are of the type of the column."
            findings.add((*place, "logicalTypeOptions", key), f"`{key}` cannot be `{value}`.", fix)
        else:
            test = TYPE_OPTIONS[key].format(name=sql_text.column(column.name), value=_literal(value, column.type))
            sentence = f"{column.name} keeps to {key} {value}"
            rules.append(Rule(sentence, "critical", predicate=f"{sql_text.column(column.name)} is null or {test}"))
    for low, high in BOUNDS:
        ends = [(given.logicalTypeOptions or {}).get(end) for end in (low, high)]
        if all(isinstance(end, int | float) for end in ends) and ends[0] > ends[1]:  # type: ignore[operator]
            place_there = (*place, "logicalTypeOptions", low)
            findings.add(place_there, f"No value keeps to {low} {ends[0]} and {high} {ends[1]}.", "Change one of them.")
    if given.enum is not None and not given.enum:
        findings.add((*place, "enum"), "The list of values is empty.", "Name the values, or take `enum` out.")
    if given.enum:
        words = [item.value for item in given.enum]
        listed = f"cast({sql_text.column(column.name)} as varchar) in ({sql_text.texts(words)})"
        sentence = f"{column.name} is one of {', '.join(map(str, words))}"
        rules.append(Rule(sentence, "critical", predicate=f"{sql_text.column(column.name)} is null or {listed}"))
    return tuple(rules)


def _fits(key: str, value: Any, duckdb_type: str) -> bool:
    """Whether a type option is of the kind that its test compares with."""
    if isinstance(value, bool):
        return False
    if key in ("minLength", "maxLength"):
        return isinstance(value, int) and value >= 0
    if key == "pattern":
        return isinstance(value, str)
    if duckdb_type.startswith(("BIGINT", "DECIMAL", "DOUBLE")):
        return isinstance(value, int | float) and math.isfinite(value) and (key != "multipleOf" or value != 0)
    return isinstance(value, str) and key != "multipleOf"


def _literal(value: Any, duckdb_type: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    kind = duckdb_type.lower() if duckdb_type in ("DATE", "TIMESTAMP", "TIME") else ""
    return f"{kind} {sql_text.text(value)}".strip()
