"""An object of a contract (a table, file, sheet or query) with its columns, its promises and how it is delivered."""

import re
from dataclasses import dataclass, field
from typing import Any, get_args

from open_data_contract_standard.model import SchemaObject

from expectations.catalog import SCHEMAS
from expectations.contract.attribute import party_key_of
from expectations.contract.column import column_of
from expectations.contract.option import place_of, read_options
from expectations.contract.quality_rule import rule_of, unique_rule
from expectations.contract.server import Servers, location_of
from expectations.contract.source_object import Delivery, Rule, SourceObject
from expectations.contract.writing import check_options
from expectations.problem import Findings, Place
from expectations.table import Column

DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
NAME = re.compile(r"[a-z][a-z0-9_]*")
OVERLAP = re.compile(r"\d+(\.\d+)?( (minute|hour|day|week)s?)?")
NUMBER = re.compile(r"BIGINT|DECIMAL|DOUBLE")
TAKEN = (*SCHEMAS, "own", "last_night", "main", "temp", "system", "information_schema", "pg_catalog")


@dataclass(slots=True)
class Columns:
    """The columns of an object, with what else is said of each by its name."""

    declared: list[Column] = field(default_factory=list)
    physical_names: dict[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    retention: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    party_keys: list[str] = field(default_factory=list)


def may_be_named(name: str) -> bool:
    """Whether a source or object may have the name: small letters, no word of SQL, no schema of the engine."""
    from sqlglot.dialects.duckdb import DuckDB

    return bool(NAME.fullmatch(name)) and name not in TAKEN and name not in DuckDB.Generator.RESERVED_KEYWORDS


def object_of(
    given: SchemaObject, source: str, servers: Servers, place: Place, findings: Findings
) -> SourceObject | None:
    """The object as the engine acts on it; None, with the findings, when anything about it is wrong."""
    before, name = len(findings.problems), given.name or ""
    if not may_be_named(name):
        fix = "Use small letters, digits and `_`, no word of SQL; `physicalName` says how the source calls it."
        findings.add((*place, "name"), f"`{name}` cannot be the name of an object.", fix)
    asked = next((p.value for p in given.customProperties or [] if p.property == "server"), None)
    chosen = servers.get(asked or name) or (next(iter(servers.values())) if len(servers) == 1 and not asked else None)
    if chosen is None:
        fix = f"Name one in the custom property `server`: {', '.join(sorted(servers))}."
        findings.add(place, f"It is not clear on which server `{name}` is.", fix)
        return None
    server, form, inherited = chosen
    own = read_options(given.customProperties, "object", form, place, findings)
    options = inherited | own
    if own:
        check_options(options, given.customProperties, place, findings, inherited)
    options.pop("server", None)
    columns, table = _columns(given, f"{source}.{name}", place, findings), f"{source}.{name}"
    for index, quality in enumerate(given.quality or []):
        if rule := rule_of(quality, table, None, (*place, "quality", index), findings):
            columns.rules.append(rule)
    key = _key(given)
    delivery = _delivery(given, options, columns.declared, key, place, findings)
    party_key = party_key_of(columns.attributes, columns.party_keys, columns.declared, key, delivery, place, findings)
    location = location_of(server, form, given, options)
    if len(findings.problems) > before:
        return None
    return SourceObject(
        source,
        name,
        form,  # type: ignore[arg-type]
        location,
        tuple(columns.declared),
        key,
        physical_names=columns.physical_names,
        rules=tuple(columns.rules),
        options=options,
        retention=columns.retention,
        tags=columns.tags,
        attributes=columns.attributes,
        party_key=party_key,
        **delivery,
    )


def _columns(given: SchemaObject, table: str, place: Place, findings: Findings) -> Columns:
    found = Columns()
    if not given.properties:
        findings.add(place, f"`{given.name}` declares no columns.", "List every column under `properties:`.")
    for index, one in enumerate(given.properties or []):
        here: Place = (*place, "properties", index)
        made = column_of(one, here, findings)
        if made is None:
            continue
        column, options, promises = made
        if column.name.lower() in {other.name.lower() for other in found.declared}:
            findings.add(here, f"Two columns are called `{column.name}`.", "Rename one of them.")
        found.declared.append(column)
        found.rules += promises
        if one.physicalName and one.physicalName != column.name:
            found.physical_names[column.name] = one.physicalName
        if one.unique and not one.primaryKey:
            found.rules.append(unique_rule([column.name], "critical", f"{column.name} is unique"))
        if "retention" in options:
            found.retention[column.name] = options["retention"]
        if options.get("attribute"):
            found.attributes[column.name] = findings.line(here) or 1
        if options.get("party_key"):
            found.party_keys.append(column.name)
        if one.tags:
            found.tags[column.name] = tuple(one.tags)
        for order, quality in enumerate(one.quality or []):
            if rule := rule_of(quality, table, column.name, (*here, "quality", order), findings):
                found.rules.append(rule)
    return found


def _key(given: SchemaObject) -> tuple[str, ...]:
    """The primary key in the order of its positions, else of its columns."""
    marked = [
        (p.primaryKeyPosition or 0, i, p.name or "") for i, p in enumerate(given.properties or []) if p.primaryKey
    ]
    return tuple(name for _, _, name in sorted(marked))


def _delivery(
    given: SchemaObject,
    options: dict[str, Any],
    columns: list[Column],
    key: tuple[str, ...],
    place: Place,
    findings: Findings,
) -> dict[str, Any]:
    """The fields of a source object that say how it is delivered; they leave the options."""

    def at(*names: str) -> Place:
        return place_of(given.customProperties, names, place)

    fields = ("delivery", "cursor", "overlap", "operation_column", "delete_words", "may_be_absent", "may_be_empty")
    said = {name: options.pop(name) for name in fields if name in options}
    delivery, names = said.get("delivery"), {column.name for column in columns}
    if delivery is not None and delivery not in DELIVERIES:
        findings.unknown(at("delivery"), "delivery", delivery, DELIVERIES)
    elif delivery is None:
        kinds = "snapshot (the whole table), append (new rows) or changes (upserts and deletes)"
        findings.add(
            place, "It is not said how the object is delivered.", f"Add the custom property `delivery`: {kinds}."
        )
    if delivery == "append" and "cursor" not in said:
        findings.add(at("delivery"), "An append delivery needs a cursor.", "Name the column that grows in `cursor`.")
    if delivery == "changes" and not key:
        findings.add(
            at("delivery"), "A delivery of changes needs a key.", "Mark the key columns with `primaryKey: true`."
        )
    if ("operation_column" in said) != ("delete_words" in said):
        fix = "Give `operation_column` and `delete_words` together."
        findings.add(at("operation_column", "delete_words"), "It is only half said which rows are deletions.", fix)
    if delivery != "changes" and "operation_column" in said:
        fix = "Write `delivery: changes`."
        findings.add(at("operation_column"), "Only a delivery of changes has an operation column.", fix)
    for name in ("cursor", "operation_column"):
        if name in said and said[name] not in names:
            findings.unknown(at(name), f"column for `{name}`", said[name], names)
    kind = next((column.type for column in columns if column.name == said.get("cursor")), "DATE")
    is_number = bool(NUMBER.match(kind))
    if not is_number and kind not in ("DATE", "TIMESTAMP"):
        findings.add(
            at("cursor"), f"The cursor `{said['cursor']}` does not grow.", "It is a date, a moment or a number."
        )
    if "overlap" in said and is_number == (" " in said["overlap"]) and OVERLAP.fullmatch(said["overlap"]):
        fix = f"Write it as {'`100`' if is_number else '`3 days`'}: the cursor is {kind}."
        findings.add(at("overlap"), "The overlap does not fit the cursor.", fix)
    if "overlap" in said and (delivery == "snapshot" or not OVERLAP.fullmatch(said["overlap"])):
        findings.add(at("overlap"), "The overlap cannot be used.", "Write it as `3 days`, for append or changes.")
    if options.get("extra_columns", "refuse") not in ("refuse", "ignore"):
        findings.add(
            at("extra_columns"), "`extra_columns` is neither refuse nor ignore.", "Write `refuse` or `ignore`."
        )
    return said
