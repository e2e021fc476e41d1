"""A source's `contract.yaml` (Open Data Contract Standard 3.1) read into what the engine acts on."""

import re
from typing import Any, get_args

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, Server

from expectations.catalog import SCHEMAS
from expectations.contract import Contract, Delivery, Format, Rule, SourceObject
from expectations.contract_column import column_of
from expectations.contract_key import read_model
from expectations.contract_option import read_options
from expectations.lined_yaml import read_yaml
from expectations.problem import Findings, Place, Problem
from expectations.quality_rule import rule_of, unique_rule
from expectations.table import Column

FORMATS: tuple[Format, ...] = get_args(Format)
DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
SPOKEN = {"tsv": "csv", "jsonl": "ndjson", "jsonlines": "ndjson", "xlsx": "excel", "xls": "excel", "postgres": "postgresql"}
DATABASES = ("sqlite", "postgresql")
NAME = re.compile(r"[a-z][a-z0-9_]*")
OVERLAP = re.compile(r"\d+(\.\d+)?( (minute|hour|day|week)s?)?")
TAKEN = (*SCHEMAS, "last_night", "main", "temp", "system", "information_schema", "pg_catalog")


def read_contract(content: str, path: str, source: str) -> tuple[Contract | None, list[Problem]]:
    """The contract of a source from the text of its file, and every problem found; None when there is any.

    `path` is what problems are reported under; `source` is the name of the folder that the file stands in.
    """
    data, findings = read_yaml(content, path)
    model = read_model(data, findings) if data is not None else None
    if model is None:
        return None, findings.problems
    _head(model, source, findings)
    servers = _servers(model, findings)
    objects = [
        found
        for index, given in enumerate(model.schema_ or [])
        if (found := _object(given, source, servers, ("schema", index), findings))
    ]
    names = [given.name for given in model.schema_ or []]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        findings.add(("schema",), f"Two objects are called `{name}`.", "Rename one of them.")
    options = read_options(model.customProperties, "contract", "", (), findings)
    if findings.problems:
        return None, findings.problems
    description = (model.description.purpose if model.description else None) or model.name or ""
    version = str(model.version)
    return Contract(source, version, description.strip(), tuple(objects), **options), []


def reserved(name: str) -> bool:
    """Whether a name cannot be a schema or a table of the engine: a word of SQL or a schema of ours."""
    from sqlglot.dialects.duckdb import DuckDB

    return name in TAKEN or name in DuckDB.Generator.RESERVED_KEYWORDS


def _head(model: OpenDataContractStandard, source: str, findings: Findings) -> None:
    if not NAME.fullmatch(source) or reserved(source):
        fix = "Name the folder with small letters, digits and `_`, and not like a word of SQL or a schema of the engine."
        findings.add((), f"`{source}` cannot be the name of a source.", fix)
    for key in ("kind", "apiVersion", "id", "version"):
        if not getattr(model, key):
            findings.add((), f"`{key}` is missing.", "The standard asks for kind, apiVersion, id and version.")
    if model.kind not in (None, "DataContract"):
        findings.add(("kind",), f"`{model.kind}` is not a contract.", "Write `kind: DataContract`.")
    if model.apiVersion and not re.fullmatch(r"v3\.\d+\.\d+", model.apiVersion):
        findings.add(("apiVersion",), f"Version {model.apiVersion} of the standard is not read.", "Write v3.1.0.")
    if not model.schema_:
        findings.add((), "The contract has no `schema`.", "Describe at least one object under `schema:`.")


def _servers(model: OpenDataContractStandard, findings: Findings) -> dict[str, tuple[Server, str, dict[str, Any]]]:
    """Name of a server -> the server, its format, and its options."""
    found = {}
    for index, server in enumerate(model.servers or []):
        place: Place = ("servers", index)
        written = (server.format or server.type or "").lower()
        form = SPOKEN.get(written, written)
        if form not in FORMATS:
            findings.unknown((*place, "format"), "format", server.format or server.type, (*FORMATS, *SPOKEN))
            continue
        options = read_options(server.customProperties, "server", form, place, findings)
        if written == "tsv":
            options.setdefault("delimiter", "\t")
        for key in ("delimiter", "encoding"):
            if value := getattr(server, key):
                options[key] = value
        needed = ("host", "database") if form == "postgresql" else ("path",)
        for key in needed:
            if not getattr(server, key):
                findings.add(place, f"The server does not say `{key}`.", f"A {form} server needs {' and '.join(needed)}.")
        found[server.server or ""] = (server, form, options)
    if not found and not findings.problems:
        findings.add((), "The contract has no `servers`.", "Say under `servers:` where the source is.")
    return found


def _object(
    given: SchemaObject,
    source: str,
    servers: dict[str, tuple[Server, str, dict[str, Any]]],
    place: Place,
    findings: Findings,
) -> SourceObject | None:
    before, name = len(findings.problems), given.name or ""
    if not NAME.fullmatch(name) or reserved(name):
        fix = "Use small letters, digits and `_`, no word of SQL; `physicalName` says how the source calls it."
        findings.add((*place, "name"), f"`{name}` cannot be the name of an object.", fix)
    asked = next((p.value for p in given.customProperties or [] if p.property == "server"), None)
    chosen = servers.get(asked or name) or (next(iter(servers.values())) if len(servers) == 1 and not asked else None)
    if chosen is None:
        if servers:
            fix = f"Name one in the custom property `server`: {', '.join(sorted(servers))}."
            findings.add(place, f"It is not clear on which server `{name}` is.", fix)
        return None
    server, form, inherited = chosen
    options = inherited | read_options(given.customProperties, "object", form, place, findings)
    options.pop("server", None)
    columns, physical, rules, extra = _columns(given, f"{source}.{name}", place, findings)
    rules += [
        rule
        for index, quality in enumerate(given.quality or [])
        if (rule := rule_of(quality, f"{source}.{name}", None, (*place, "quality", index), findings))
    ]
    key = _key(given)
    delivery = _delivery(options, columns, key, place, findings)
    location = _location(server, form, given, options)
    if len(findings.problems) > before:
        return None
    return SourceObject(
        source,
        name,
        form,  # type: ignore[arg-type]
        location,
        tuple(columns),
        key,
        physical_names=physical,
        rules=tuple(rules),
        options=options,
        **delivery,
        **extra,
    )


def _columns(
    given: SchemaObject, table: str, place: Place, findings: Findings
) -> tuple[list[Column], dict[str, str], list[Rule], dict[str, dict[str, Any]]]:
    columns: list[Column] = []
    physical: dict[str, str] = {}
    rules: list[Rule] = []
    retention: dict[str, str] = {}
    tags: dict[str, tuple[str, ...]] = {}
    if not given.properties:
        findings.add(place, f"`{given.name}` declares no columns.", "List every column under `properties:`.")
    for index, one in enumerate(given.properties or []):
        here: Place = (*place, "properties", index)
        made = column_of(one, here, findings)
        if made is None:
            continue
        column, options, promises = made
        if column.name.lower() in {other.name.lower() for other in columns}:
            findings.add(here, f"Two columns are called `{column.name}`.", "Rename one of them.")
        columns.append(column)
        rules += promises
        if one.physicalName and one.physicalName != column.name:
            physical[column.name] = one.physicalName
        if one.unique and not one.primaryKey:
            rules.append(unique_rule([column.name], "critical", f"{column.name} is unique"))
        if "retention" in options:
            retention[column.name] = options["retention"]
        if one.tags:
            tags[column.name] = tuple(one.tags)
        for order, quality in enumerate(one.quality or []):
            if rule := rule_of(quality, table, column.name, (*here, "quality", order), findings):
                rules.append(rule)
    return columns, physical, rules, {"retention": retention, "tags": tags}


def _key(given: SchemaObject) -> tuple[str, ...]:
    """The primary key in the order of its positions, else of its columns."""
    marked = [(p.primaryKeyPosition or 0, i, p.name or "") for i, p in enumerate(given.properties or []) if p.primaryKey]
    return tuple(name for _, _, name in sorted(marked))


def _delivery(
    options: dict[str, Any], columns: list[Column], key: tuple[str, ...], place: Place, findings: Findings
) -> dict[str, Any]:
    """The fields of a source object that say how it is delivered; they leave the options."""
    fields = ("delivery", "cursor", "overlap", "operation_column", "delete_words", "may_be_absent", "may_be_empty")
    said = {name: options.pop(name) for name in fields if name in options}
    delivery, names = said.get("delivery"), {column.name for column in columns}
    if delivery not in DELIVERIES:
        kinds = "snapshot (the whole table), append (new rows) or changes (upserts and deletes)"
        findings.add(place, "It is not said how the object is delivered.", f"Add the custom property `delivery`: {kinds}.")
    if delivery == "append" and "cursor" not in said:
        findings.add(place, "An append delivery needs a cursor.", "Name the column that grows in `cursor`.")
    if delivery == "changes" and not key:
        findings.add(place, "A delivery of changes needs a key.", "Mark the key columns with `primaryKey: true`.")
    if ("operation_column" in said) != ("delete_words" in said):
        fix = "Give `operation_column` and `delete_words` together."
        findings.add(place, "It is only half said which rows are deletions.", fix)
    if delivery != "changes" and "operation_column" in said:
        findings.add(place, "Only a delivery of changes has an operation column.", "Write `delivery: changes`.")
    for name in ("cursor", "operation_column"):
        if name in said and said[name] not in names:
            findings.unknown(place, f"column for `{name}`", said[name], names)
    if "overlap" in said and (delivery == "snapshot" or not OVERLAP.fullmatch(said["overlap"])):
        findings.add(place, "The overlap cannot be used.", "Write it as `3 days`, for append or changes.")
    if options.get("extra_columns", "refuse") not in ("refuse", "ignore"):
        findings.add(place, "`extra_columns` is neither refuse nor ignore.", "Write `refuse` or `ignore`.")
    return said


def _location(server: Server, form: str, given: SchemaObject, options: dict[str, Any]) -> str:
    """Where the object is; a table, sheet or connection goes into the options."""
    if form in DATABASES and "query" not in options:
        options["table"] = given.physicalName or given.name
    if form == "postgresql":
        connection = {"host": server.host, "port": str(server.port or 5432), "database": server.database}
        options.update({key: value for key, value in connection.items() if value})
        if server.schema_:
            options["schema"] = server.schema_
        return f"postgresql://{server.host}:{server.port or 5432}/{server.database}"
    if form == "excel" and "sheet" not in options and given.physicalName:
        options["sheet"] = given.physicalName
    path = server.path or ""
    if form in (*DATABASES, "excel") or not given.physicalName:
        return path
    return f"{path.rstrip('/')}/{given.physicalName}"
